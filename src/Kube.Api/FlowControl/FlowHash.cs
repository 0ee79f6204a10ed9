namespace Kube.Api.FlowControl;

/// <summary>Numbers flows: FNV-1a over the schema's name and what tells its flows apart, mixed so that every bit counts. The same in every run.</summary>
internal static class FlowHash
{
    private const ulong Prime = 0x100000001B3;

    public static ulong Of(string schema) => Add(0xCBF29CE484222325, schema) * Prime;

    public static ulong Of(ulong schema, ReadOnlySpan<char> distinguisher)
    {
        var hash = Add(schema, distinguisher);
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }

    private static ulong Add(ulong hash, ReadOnlySpan<char> text)
    {
        foreach (var character in text) hash = (hash ^ character) * Prime;
        return hash;
    }
}
