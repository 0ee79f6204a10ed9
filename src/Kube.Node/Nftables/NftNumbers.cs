namespace Kube.Node.Nftables;

/// <summary>Numbers of the kernel's nf_tables interface (<c>linux/netfilter/nf_tables.h</c>), and of the <c>nft</c> tool where they only say how it shows things.</summary>
internal static class NftNumbers
{
    public const byte Inet = 1, IPv4 = 2, Bridge = 7, IPv6 = 10;

    public const int Subsystem = 10;
    public const byte NewTable = 0, DeleteTable = 2, NewChain = 3, DeleteChain = 5, NewRule = 6, DeleteRule = 8, NewSet = 9, DeleteSet = 11, NewElement = 12, DeleteElement = 14;

    public const int HookPrerouting = 0, HookInput = 1, HookForward = 2, HookOutput = 3, HookPostrouting = 4;

    public const uint Drop = 0, Accept = 1, Jump = unchecked((uint)-3), Goto = unchecked((uint)-4), Return = unchecked((uint)-5);

    public const uint VerdictData = 0xffffff00;

    public const uint SetConstant = 2, SetInterval = 4, SetMap = 8, SetTimeout = 0x10, SetEvaluated = 0x20, SetConcatenated = 0x80;

    public const uint ElementIntervalEnd = 1;

    /// <summary>How <c>nft</c> names the parts of keys.</summary>
    public const uint TypeVerdict = 1, TypeAddress4 = 7, TypeAddress6 = 8, TypeProtocol = 12, TypePort = 13, TypeMark = 19;

    /// <summary>The first of sixteen registers of four bytes.</summary>
    public const int Register = 8;

    public const int ConntrackNew = 8, ConntrackEstablished = 2, ConntrackRelated = 4, ConntrackInvalid = 1;
    public const int ConntrackDestinationNat = 0x20;
}
