using System.IO.Compression;
using System.Text;

namespace Plimsoll.Specs.Evidence;

/// <summary>The lines of a text file, gzip or plain, as bytes of one buffer that is used again: a line lives until the next.</summary>
internal sealed class LineReader : IDisposable
{
    private const int Chunk = 1 << 18;

    /// <summary>No line of a trace or of /proc is near as long: a longer one is not text.</summary>
    private const int Longest = 1 << 16;

    private readonly string path;
    private readonly Stream stream;
    private readonly bool zipped;
    private long total;
    private byte[] buffer = new byte[2 * Chunk];
    private int start;
    private int end;
    private bool ended;

    private LineReader(string path, Stream stream, bool zipped)
    {
        this.path = path;
        this.zipped = zipped;
        this.stream = zipped ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    /// <summary>The number of the line last read, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Whether the line last read ended the file without a newline.</summary>
    public bool Unfinished { get; private set; }

    public static LineReader Open(string path)
    {
        try
        {
            Stream file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            bool zipped = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            return new(path, file, zipped);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EvidenceException(path, 0, $"cannot be read: {e.Message}");
        }
    }

    public bool Next(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            int length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = Take(length, 1);
                return true;
            }

            if (ended)
            {
                Unfinished = end > start;
                line = Take(end - start, 0);
                return Unfinished;
            }

            Fill();
        }
    }

    public void Dispose() => stream.Dispose();

    public static string Text(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line).Trim();

    private ReadOnlySpan<byte> Take(int length, int newline)
    {
        if (length + newline > 0) Line++;
        ReadOnlySpan<byte> line = buffer.AsSpan(start, length);
        start += length + newline;
        return line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;
    }

    private EvidenceException Broken() => new(path, Line + 1, "the compressed data breaks off here: copy the file again");

    private void Fill()
    {
        if (end - start > Longest)
        {
            throw new EvidenceException(path, Line + 1, $"is longer than {Longest} bytes: this is not a text recording");
        }

        buffer.AsSpan(start, end - start).CopyTo(buffer);
        end -= start;
        start = 0;
        try
        {
            int read = stream.Read(buffer, end, Chunk);
            end += read;
            total += read;
            ended = read == 0;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Broken();
        }

        // GZipStream takes a file that is cut short for one that ends.
        if (ended && zipped && !GzipTrailer.Tells(path, total)) throw Broken();
    }
}
