using Kube.Api.Models;

namespace Kube.Controllers.EndpointSlices;

/// <summary>What has to be written for the slices of a service to be as wanted.</summary>
/// <param name="Create">New slices, without a name.</param>
/// <param name="Update">Changed copies of slices.</param>
/// <param name="Delete">Slices no longer needed.</param>
internal sealed record SlicePlan(IReadOnlyList<V1EndpointSlice> Create, IReadOnlyList<V1EndpointSlice> Update, IReadOnlyList<V1EndpointSlice> Delete);
