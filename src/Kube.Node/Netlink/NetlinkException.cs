namespace Kube.Node.Netlink;

/// <summary>The kernel refused a change of its network configuration.</summary>
/// <param name="operation">What was asked for.</param>
/// <param name="errorNumber">The kernel's number of the error, such as 1 for EPERM.</param>
internal sealed class NetlinkException(string operation, int errorNumber)
    : IOException($"{operation}: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errorNumber)}")
{
    public const int NotPermitted = 1;
    public const int Exists = 17;
    public const int AddressNotAvailable = 99;

    public int ErrorNumber { get; } = errorNumber;
}
