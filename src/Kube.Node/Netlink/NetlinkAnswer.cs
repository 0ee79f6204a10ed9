namespace Kube.Node.Netlink;

/// <summary>Takes one message of the kernel's answer.</summary>
/// <param name="type">The message's type.</param>
/// <param name="body">What follows the header; valid during the call.</param>
internal delegate void NetlinkAnswer(ushort type, ReadOnlySpan<byte> body);
