using Kube.Api.Models;

namespace Kube.Controllers.Disruption;

/// <param name="Still">Let go, and to be deleted yet.</param>
/// <param name="Spared">Let go long ago, and still there: they count as healthy again.</param>
/// <param name="Next">When the first of those that are still to be deleted is spared.</param>
internal sealed record DisruptedPods(Dictionary<string, DateTime> Still, IReadOnlyList<V1Pod> Spared, TimeSpan? Next);
