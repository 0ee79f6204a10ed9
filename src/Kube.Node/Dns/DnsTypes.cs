namespace Kube.Node.Dns;

/// <summary>Numbers of the DNS protocol.</summary>
internal static class DnsTypes
{
    public const ushort A = 1;
    public const ushort NS = 2;
    public const ushort CNAME = 5;
    public const ushort SOA = 6;
    public const ushort PTR = 12;
    public const ushort TXT = 16;
    public const ushort AAAA = 28;
    public const ushort SRV = 33;
    public const ushort OPT = 41;
    public const ushort IXFR = 251;
    public const ushort AXFR = 252;
    public const ushort Any = 255;

    public const ushort Internet = 1;
}
