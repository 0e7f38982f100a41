using System.Buffers.Binary;

namespace Plimsoll.Specs.Evidence;

/// <summary>The last four bytes of a gzip file: how long its text is, modulo 2^32.</summary>
internal static class GzipTrailer
{
    /// <summary>Whether a file that gave <paramref name="total"/> bytes of text is whole.</summary>
    public static bool Tells(string path, long total)
    {
        byte[] file = File.ReadAllBytes(path);
        if (file.Length < 18) return false;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(file.Length - 4));

        // Several gzip files in one tell the length of the last only: then the trailer says nothing.
        return length == unchecked((uint)total) || HasSecondMember(file);
    }

    private static bool HasSecondMember(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> magic = [0x1f, 0x8b, 8];
        for (int at = 10; at < file.Length - 18; at++)
        {
            int next = file[at..].IndexOf(magic);
            if (next < 0) return false;
            at += next;
            bool flags = file[at + 3] < 32, speed = file[at + 8] is 0 or 2 or 4, system = file[at + 9] is <= 13 or 255;
            if (flags && speed && system) return true;
        }

        return false;
    }
}
