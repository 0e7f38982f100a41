namespace Plimsoll.Twinner;

/// <summary>Where a namespace of the sources lies in the twin: <c>Plimsoll.Pages</c> in <c>Plimsoll.Twin.Pages</c>.</summary>
public static class TwinNamespace
{
    public static string Of(string name)
    {
        string[] parts = name.Split('.');
        return parts switch
        {
            // The words both sides speak, and the rules: the twin uses the same.
            ["Plimsoll", "Model" or "Explorer", ..] => name,
            ["Plimsoll", "Specs", .. var rest] => string.Join('.', ["Plimsoll", "Twin", .. rest]),
            ["Plimsoll", .. var rest] => string.Join('.', ["Plimsoll", "Twin", .. rest]),
            _ => name,
        };
    }
}
