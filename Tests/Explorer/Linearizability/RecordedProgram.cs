using Plimsoll.Explorer;

namespace Plimsoll.Tests.Explorer;

/// <summary>A program over cells whose operations are recorded and judged.</summary>
internal static class RecordedProgram
{
    public static (CellProgram Program, HistoryRecorder<TState, Op, int> Recorder) Make<TState>(
        ISequentialSpec<TState, Op, int> spec, string cells, int cpus, Func<CellProgram, int, CoTask> twin)
        where TState : notnull
    {
        HistoryRecorder<TState, Op, int> recorder = new(
            spec, (kind, argument, _) => new((char)kind, (int)argument), (result, _, _) => unchecked((int)result));
        CellProgram program = new(cells, cpus, twin)
        {
            AtBegin = _ => recorder.Begin(),
            AtStep = (_, step) => recorder.OnStep(step),
            StepGhosts = Ghosts.None,
            AtNote = (_, note) => recorder.OnNote(note.Cpu, note.What, note.A, note.B, note.C),
            AtEnd = _ => recorder.OnEnd(),
        };
        return (program, recorder);
    }

    public static void Call(char kind, int argument = 0) => OperationNotes.Call(kind, (uint)argument);

    public static void Return(int result) => OperationNotes.Return(unchecked((uint)result));
}
