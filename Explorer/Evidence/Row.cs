namespace Plimsoll.Explorer;

/// <summary>A row of a <see cref="Table"/>: what stands in one CPU's column.</summary>
internal sealed record Row(int Cpu, string Margin, string Name, string Rest)
{
    public int Length => Name.Length + Rest.Length;

    /// <summary>
    /// Where the column is too narrow the name gives way: values and places are what one looks for.
    /// </summary>
    public string Fit(int width)
    {
        if (Length <= width) return Name + Rest;
        int room = width - Rest.Length - 1;
        return room > 0 ? $"{Name[..room]}~{Rest}" : $"{(Name + Rest)[..(width - 1)]}~";
    }

    /// <summary>The same thing done, by the same CPU, with the same values, at the same place.</summary>
    public bool Repeats(Row other) => (Cpu, Name, Rest) == (other.Cpu, other.Name, other.Rest);
}
