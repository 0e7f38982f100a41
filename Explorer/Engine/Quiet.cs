namespace Plimsoll.Explorer;

/// <summary>While the program's own callbacks look at memory, their accesses are nobody's steps.</summary>
internal readonly ref struct Quiet
{
    private readonly Engine engine;

    public Quiet(Engine engine)
    {
        this.engine = engine;
        engine.BeQuiet(true);
    }

    public void Dispose() => engine.BeQuiet(false);
}
