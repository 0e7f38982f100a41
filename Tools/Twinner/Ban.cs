namespace Plimsoll.Twinner;

/// <summary>What the twin cannot express, and what to write instead.</summary>
internal sealed record Ban(string Code, string Why)
{
    public static readonly Ban DoesNotCompile = new("TWIN001", "the source itself does not compile");
    public static readonly Ban Property =
        new("TWIN002", "a property, indexer or event cannot be awaited; make it a method");
    public static readonly Ban Operator = new("TWIN003", "an operator cannot be awaited; make it a method");
    public static readonly Ban Constructor =
        new("TWIN004", "a constructor or initializer cannot be awaited; set up without S");
    public static readonly Ban Finalizer = new("TWIN005", "a finalizer cannot be awaited");
    public static readonly Ban Lambda = new("TWIN006", "a lambda or query cannot be awaited; make it a method");
    public static readonly Ban LocalFunction = new("TWIN007", "a local function is not rewritten; make it a method");
    public static readonly Ban Iterator = new("TWIN008", "an iterator cannot be a coroutine of the explorer");
    public static readonly Ban LockStatement = new("TWIN009", "await cannot stand in a lock statement; use S.Lock");
    public static readonly Ban Unsafe = new("TWIN010", "await cannot stand in unsafe code; name memory by nuint");
    public static readonly Ban ByReference =
        new("TWIN011", "a coroutine has no ref, out or in parameter; return a value");
    public static readonly Ban StackParameter =
        new("TWIN012", "a coroutine has no span or pointer parameter; pass a nuint");
    public static readonly Ban RefLocal =
        new("TWIN013", "a reference does not live across an await; name memory by nuint");
    public static readonly Ban StackLocal =
        new("TWIN014", "a span or pointer does not live across an await; use a nuint");
    public static readonly Ban MutableStruct =
        new("TWIN015", "a coroutine of a mutable struct changes a copy; make the struct readonly");
    public static readonly Ban Virtual =
        new("TWIN016", "callers of a virtual, abstract or interface method cannot know that it must be awaited");
    public static readonly Ban Delegate = new("TWIN017", "a delegate of a coroutine changes its type; call the method");
    public static readonly Ban Unsealed = new("TWIN018", "a class with coroutines must be sealed or static");
    public static readonly Ban Goto = new("TWIN019", "goto does not stand in a coroutine; use a loop");
    public static readonly Ban ClosedDoor = new("TWIN020", "the twin binds S itself; only S may stand here");
    public static readonly Ban Collision = new("TWIN021", "without S two types have one name; rename one");
    public static readonly Ban SeamName = new("TWIN022", "a type parameter constrained to ISync is called S");
    public static readonly Ban ConditionalAccess = new("TWIN023", "await cannot stand behind ?.; test for null first");
    public static readonly Ban ReturnType =
        new("TWIN024", "a coroutine returns a plain value, not a reference or a task");
    public static readonly Ban ConditionalCompilation =
        new("TWIN025", "both compilations must see the same source; no #if or [Conditional]");
}
