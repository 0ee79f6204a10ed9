using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Services.Allocation;

/// <summary>The words of a service's IP families, and which family an address is of.</summary>
internal static class IPFamilies
{
    public const string IPv4 = "IPv4";
    public const string IPv6 = "IPv6";
    public const string SingleStack = "SingleStack";
    public const string PreferDualStack = "PreferDualStack";
    public const string RequireDualStack = "RequireDualStack";
    public const string Headless = "None";

    public static string Of(string address) => FormatRules.ParseIp(address)?.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? IPv6 : IPv4;

    public static string Other(string family) => family == IPv4 ? IPv6 : IPv4;

    public static bool IsHeadless(V1Service service) => service.Spec.ClusterIPs is [Headless];
}
