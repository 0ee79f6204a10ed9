using Kube.Api.Models;

namespace Kube.Controllers.StatefulSets;

/// <summary>One thing to do for a set.</summary>
/// <param name="Kind">What.</param>
/// <param name="Pod">With which pod; one to be created is made.</param>
internal sealed record StatefulStep(StatefulStepKind Kind, V1Pod Pod);
