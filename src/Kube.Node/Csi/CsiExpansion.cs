using Kube.Api.Client;
using Kube.Api.Models;

namespace Kube.Node.Csi;

/// <summary>How large a volume is to be on its node.</summary>
/// <param name="Claim">The claim that is told when it is.</param>
/// <param name="Capacity">What the volume says of itself.</param>
/// <param name="Secret">What the driver wants to know for it.</param>
internal sealed record CsiExpansion(ObjectKey Claim, ResourceQuantity Capacity, (string? Namespace, string? Name) Secret);
