using System.Reflection;
using System.Runtime.CompilerServices;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>
/// Who waits for another operation says so in <see cref="Flight.Within"/>: laws of nested requests, held lists,
/// interrupts and guards go by it. Found by reflection, so that a new flight cannot be forgotten.
/// </summary>
public class NestingTests
{
    private const BindingFlags Own =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>A concrete flight, and the way to one of its fields that can hold another flight.</summary>
    public static TheoryData<string, string> Nestings
    {
        get
        {
            TheoryData<string, string> nestings = [];
            foreach (Type type in Concrete)
            {
                foreach (FieldInfo[] way in Ways(type))
                    nestings.Add(type.Name, string.Join('/', way.Select(f => f.Name)));
            }

            return nestings;
        }
    }

    private static IEnumerable<Type> Concrete =>
        typeof(Flight).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Flight)) && !t.IsAbstract);

    [Theory]
    [MemberData(nameof(Nestings))]
    public void Within_OfAFlightThatHoldsAnother_IsThatOther(string type, string way)
    {
        Type outer = Concrete.Single(t => t.Name == type);
        Assert.True(Tells(outer, Ways(outer).Single(w => string.Join('/', w.Select(f => f.Name)) == way)));
    }

    [Fact]
    public void Nestings_OfTheModel_AreThoseOfAllMechanisms()
    {
        string[] nesting = [.. Nestings.Select(row => (string)row[0]).Distinct()];
        Assert.Contains(nameof(PoolAllocateFlight), nesting);
        Assert.Contains(nameof(ReserveAllocateFlight), nesting);
        Assert.Contains(nameof(SlabFreeFlight), nesting);
        Assert.Contains(nameof(LargeOrderFlight), nesting);
        Assert.True(nesting.Length > 15, $"only {nesting.Length} flights nest another");
    }

    [Fact]
    public void Within_OfAFlightThatForgets_IsFound() =>
        Assert.False(Tells(typeof(Forgetful), Assert.Single(Ways(typeof(Forgetful)))));

    /// <summary>Whatever a nested operation holds or forbids, the outer one does.</summary>
    [Fact]
    public void InterruptsOff_OfANestedOperation_IsTheOutersToo()
    {
        foreach (string row in Nestings.Select(row => (string)row[0]).Distinct())
        {
            Type outer = Concrete.Single(t => t.Name == row);
            foreach (FieldInfo[] way in Ways(outer))
            {
                Flight flight = (Flight)Holding(outer, way, 0, new Masked());
                Assert.True(flight.InterruptsOff, row);
                Assert.Equal((4ul, 8ul), (flight.HoldsSomeList(null!), flight.HoldsEveryList(null!)));
                Assert.Equal("INV-MASKED", flight.Guards(null!, default));
            }
        }
    }

    private static bool Tells(Type outer, FieldInfo[] way)
    {
        Flight inner = new Masked();
        return ReferenceEquals(((Flight)Holding(outer, way, 0, inner)).Within, inner);
    }

    /// <summary>An object of which nothing is set but this one field, or a field of a part of it.</summary>
    private static object Holding(Type type, FieldInfo[] way, int at, Flight inner)
    {
        object made = RuntimeHelpers.GetUninitializedObject(type);
        object value = at == way.Length - 1 ? inner : Holding(Part(way[at].FieldType), way, at + 1, inner);
        way[at].SetValue(made, value);
        return made;
    }

    /// <summary>Fields that can hold a flight, those of base types and of parts included.</summary>
    private static IEnumerable<FieldInfo[]> Ways(Type type)
    {
        for (Type? t = type; t is not null && t != typeof(object); t = t.BaseType)
        {
            foreach (FieldInfo field in t.GetFields(Own))
            {
                Type part = Part(field.FieldType);
                if (part.IsAssignableTo(typeof(Flight)))
                {
                    yield return [field];
                }
                else if (part.Namespace == typeof(Flight).Namespace && !part.IsEnum)
                {
                    foreach (FieldInfo[] rest in Ways(part)) yield return [field, .. rest];
                }
            }
        }
    }

    private static Type Part(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private record Masked() : Flight(0)
    {
        public override bool InterruptsOff => true;

        protected override string LawOf(Outcome observed) => "";

        public override ulong HoldsSomeList(Memory memory) => 4;

        public override ulong HoldsEveryList(Memory memory) => 8;

        public override string? Guards(Memory memory, Label label) => "INV-MASKED";

        public override Outcome? Answer(Memory memory) => null;

        public override void Write(Encoder to) => to.Number(255);

        public override Verdict Accept(Memory memory, Label label) => Unexpected(label, "in a test");

        public override IEnumerable<Label> Options(Memory memory) => [];

        protected override string Unfinished(Memory memory) => "";
    }

    /// <summary>It holds another, and does not say so.</summary>
    private sealed record Forgetful : Masked
    {
        public Flight? Hidden { get; init; }
    }
}
