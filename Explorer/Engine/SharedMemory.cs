using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <summary>The cells of a program, and their initial values.</summary>
internal sealed unsafe class SharedMemory
{
    private readonly nuint start;
    private readonly nuint bytes;
    private readonly byte[] image;

    public SharedMemory(IProgram program)
    {
        start = program.Memory;
        bytes = (nuint)program.MemoryBytes;
        image = new ReadOnlySpan<byte>((void*)start, program.MemoryBytes).ToArray();
    }

    public int Cells => image.Length / sizeof(uint);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(nuint cell) => unchecked(cell - start) < bytes && (cell & (sizeof(uint) - 1)) == 0;

    public int IndexOf(nuint cell) => (int)((cell - start) / sizeof(uint));

    public static InvalidOperationException NoCell(nuint cell, int line, string file) =>
        new($"address {cell:x} is no shared cell (at {Path.GetFileName(file)}:{line})");

    public void Restore() => image.CopyTo(new Span<byte>((void*)start, image.Length));
}
