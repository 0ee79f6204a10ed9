namespace Kube.Node.Dns;

/// <summary>What there is under a name, of all types.</summary>
/// <param name="Records">The records.</param>
/// <param name="Additional">The addresses of names in them.</param>
/// <param name="Elsewhere">A name outside the zone that the answer goes on with.</param>
/// <param name="Exists">Whether the name exists; it may without any record.</param>
internal sealed record ZoneAnswer(IReadOnlyList<DnsRecord> Records, IReadOnlyList<DnsRecord> Additional, string? Elsewhere = null, bool Exists = true)
{
    public static ZoneAnswer Empty { get; } = new([], []);

    public static ZoneAnswer None { get; } = new([], [], Exists: false);

    public static ZoneAnswer Of(DnsRecord record) => new([record], []);

    public static ZoneAnswer Of(IEnumerable<DnsRecord> records) => new([.. records], []);
}
