namespace Kube.Api.Client.Events;

/// <summary>What makes events alike, in 16 bytes: recorders remember thousands of them. Two that differ come out the same about never (FNV-1a, 128 bits).</summary>
internal readonly struct EventIdentity
{
    private static readonly UInt128 s_basis = new(0x6c62272e07bb0142, 0x62b821756295c58d);

    private readonly UInt128 _value;

    public EventIdentity() => _value = s_basis;

    private EventIdentity(UInt128 value) => _value = value;

    public UInt128 Value => _value;

    /// <summary>Takes in one more text; a missing one is like an empty one, and no two sequences of texts are alike by how they are cut.</summary>
    public EventIdentity With(string? text)
    {
        var value = _value;
        foreach (var character in text ?? "") value = Mixed(value, character);
        return new(Mixed(value, 0xffff));
    }

    private static UInt128 Mixed(UInt128 value, uint unit)
    {
        value ^= unit;
        // The prime is 2^88 + 0x13b.
        return (value << 88) + (value * 0x13b);
    }
}
