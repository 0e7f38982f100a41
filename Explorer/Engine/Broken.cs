namespace Plimsoll.Explorer;

/// <summary>The law that an execution broke, and after how many decided steps.</summary>
internal sealed record Broken(string Law, string Message, int Step);
