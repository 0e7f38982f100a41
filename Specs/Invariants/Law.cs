using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>
/// A law: an id, an English sentence, and a predicate over what a <see cref="Witness"/> sees. A law is asked at the
/// moments it overrides, counts how often it was asked and how often its premise held, and never calls the rule that it
/// judges.
/// </summary>
public abstract class Law
{
    public abstract string Id { get; }

    public abstract string Sentence { get; }

    public long Evaluated { get; private set; }

    public long PremiseHeld { get; private set; }

    /// <summary>An execution starts.</summary>
    public virtual void OnBegin(Witness seen)
    {
    }

    /// <summary>A labelled step of a CPU; <see cref="Witness"/> has already taken it in.</summary>
    public virtual void OnNote(Witness seen, int cpu, Label note)
    {
    }

    /// <summary>A CPU finished an access; any instant of the run is the end of some access.</summary>
    public virtual void OnStep(Witness seen)
    {
    }

    /// <summary>A CPU changed a counter or a mark of this zone, or its lock.</summary>
    public virtual void OnZone(Witness seen, int zone)
    {
    }

    /// <summary>Somebody just released this zone's lock, and nobody holds it.</summary>
    public virtual void OnQuiet(Witness seen, int zone)
    {
    }

    /// <summary>Every CPU has finished.</summary>
    public virtual void OnRest(Witness seen)
    {
    }

    /// <summary>A state of the model, reached by search: how it breaks the law, or null.</summary>
    public virtual string? BrokenBy(World world) => null;

    /// <summary>A step of the model: how it breaks the law, or null.</summary>
    public virtual string? BrokenBy(World before, int task, Label label, World after) => null;

    /// <summary>Counts what another instance of the law was asked; or, with what it was, takes it back.</summary>
    public void Count(long evaluated, long premiseHeld)
    {
        Evaluated += evaluated;
        PremiseHeld += premiseHeld;
    }

    /// <summary>Counts, and answers whether the law is broken here.</summary>
    protected bool Broken(bool premise, bool holds)
    {
        Evaluated++;
        if (premise) PremiseHeld++;
        return premise && !holds;
    }
}

