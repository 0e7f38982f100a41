namespace Plimsoll.Explorer;

/// <summary>What a thread's code does between accesses, on a stack of numbers.</summary>
internal enum LitmusOp : byte
{
    Push,
    PushRegister,

    /// <summary>Only after the end: what a cell holds; its index is on the stack.</summary>
    PushCell,

    /// <summary>Takes the index from the stack; that of a single cell is 0.</summary>
    Access,
    Pop,
    PopToRegister,
    Binary,
    Not,
    Negate,
    ToBoolean,
    Jump,
    JumpIfZero,

    /// <summary>For the operators that look at one side only: leaves 0 or 1 if it jumps, else takes it away.</summary>
    JumpKeepingZero,
    JumpKeepingOne,
    Assert,
    Stop,
}

/// <param name="Argument">A number, a register, an operator, a target or an entry of a table, as the operation
/// asks.</param>
internal readonly record struct LitmusInstruction(LitmusOp Op, int Argument, LitmusPlace Place);

/// <summary>An access in the text: its cells are Count, from First on.</summary>
internal sealed record LitmusSite(LitmusAccess Kind, string Name, int First, int Count, LitmusPlace Place);

/// <summary>The code of one thread, or of a law.</summary>
/// <param name="Registers">How many; those that are read only are counted too.</param>
internal sealed record LitmusCode(
    LitmusInstruction[] Instructions, LitmusSite[] Sites, string[] Texts, int Registers, int Stack);
