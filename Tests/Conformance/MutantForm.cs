using Plimsoll.Specs.Refinement;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Mutants;
using Plimsoll.Twinner;

namespace Plimsoll.Tests.Conformance;

/// <summary>
/// The production form of a mutant: the Implementation's and the Rules' sources with its edits made, compiled as they
/// are. Run alone it needs no explorer. The Vocabulary is the shared one, so that operations and views mean the same on
/// both sides.
/// </summary>
public sealed class MutantForm
{
    private readonly Type subjectType;
    private readonly Type viewType;
    private readonly Action<Action<uint, uint, uint, uint>?> send;

    /// <exception cref="InvalidOperationException">It does not compile.</exception>
    public MutantForm(SourceTree sources)
    {
        using Stream recording = typeof(MutantForm).Assembly.GetManifestResourceStream("Recording")!;
        SourceFile door = new("Recording.cs", new StreamReader(recording).ReadToEnd());
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Plimsoll.Mutant",
            sources.Files.Append(SourceFile.ImplicitUsings).Append(door).Select(file => file.Tree),
            References.Framework.Add(References.At(typeof(Gfp).Assembly.Location)),
            new(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, checkOverflow: true,
                allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        using MemoryStream image = new();
        Diagnostic[] errors =
            [.. compilation.Emit(image).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
        if (errors.Length > 0) throw new InvalidOperationException(string.Join('\n', errors.AsEnumerable()));

        Assembly assembly = Assembly.Load(image.ToArray());
        Type recordingType = assembly.GetType("Plimsoll.Tests.Conformance.Recording", throwOnError: true)!;
        subjectType = assembly.GetType("Plimsoll.Specs.Subjects.PageSubject`1", throwOnError: true)!
            .MakeGenericType(recordingType);
        viewType = assembly.GetType("Plimsoll.Pages.AllocatorView", throwOnError: true)!;
        send = recordingType.GetMethod("Send")!.CreateDelegate<Action<Action<uint, uint, uint, uint>?>>();
    }

    public IConformanceSubject Create(Topology topology) => new Subject(this, topology);

    private sealed class Subject : IConformanceSubject, IDisposable
    {
        private readonly MutantForm form;
        private readonly Func<int, int, Operation, Outcome> apply;
        private readonly Func<string[]> validate;
        private readonly IDisposable layout;

        public Subject(MutantForm form, Topology topology)
        {
            this.form = form;
            object subject = Activator.CreateInstance(form.subjectType, topology, ImplementationSubject.Slots)!;
            form.subjectType.GetMethod("Start")!.CreateDelegate<Action>(subject)();
            apply = form.subjectType.GetMethod("Apply")!.CreateDelegate<Func<int, int, Operation, Outcome>>(subject);
            validate = form.subjectType.GetMethod("Validate")!.CreateDelegate<Func<string[]>>(subject);
            layout = (IDisposable)form.subjectType.GetProperty("Layout")!.GetValue(subject)!;
            View = (IMemoryView)Activator.CreateInstance(form.viewType, layout, false)!;
        }

        public IMemoryView View { get; }

        public Outcome Apply(int cpu, Operation operation, List<Label> notes)
        {
            form.send((what, a, b, c) =>
            {
                if (what is not (Ghost.Begin or Ghost.End)) notes.Add(new(what, a, b, c));
            });
            try
            {
                return apply(cpu, 0, operation);
            }
            catch (InvalidOperationException e) when (e.GetType().Name == "MisuseException")
            {
                return Outcome.Refused;
            }
            finally
            {
                form.send(null);
            }
        }

        public string? Validate() => validate() is [string fact, ..] ? fact : null;

        public void Dispose() => layout.Dispose();
    }
}
