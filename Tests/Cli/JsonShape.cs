using System.Text.Json;
using Xunit;

namespace Plimsoll.Tests.Cli;

/// <summary>
/// The fields of an object, by name and type: s string, n number, i whole number, b boolean; ? or null; [] an array of.
/// Other programs rely on them.
/// </summary>
internal static class JsonShape
{
    public static void Is(JsonElement value, params string[] fields)
    {
        Assert.Equal(JsonValueKind.Object, value.ValueKind);
        Dictionary<string, string> types = fields.Select(f => f.Split(':')).ToDictionary(f => f[0], f => f[1]);
        Assert.Equal(
            types.Keys.Order(StringComparer.Ordinal),
            value.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        foreach (JsonProperty field in value.EnumerateObject()) Check(field.Name, field.Value, types[field.Name]);
    }

    private static void Check(string name, JsonElement value, string type)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            Assert.True(value.ValueKind == JsonValueKind.Array, $"{name} is no array but {value}");
            foreach (JsonElement element in value.EnumerateArray()) Check(name, element, type[..^2]);
            return;
        }

        if (type.EndsWith('?'))
        {
            if (value.ValueKind == JsonValueKind.Null) return;
            type = type[..^1];
        }

        bool fits = type switch
        {
            "s" => value.ValueKind == JsonValueKind.String,
            "n" => value.ValueKind == JsonValueKind.Number,
            "i" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "b" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "o" => value.ValueKind == JsonValueKind.Object,
            _ => throw new ArgumentException($"there is no type '{type}'"),
        };
        Assert.True(fits, $"{name} is {value}, not of type {type}");
    }
}
