using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Aggregation;

/// <summary>What the controller needs of its surroundings.</summary>
internal sealed record AggregationTools(IWorkScheduler Work, TimeProvider Time, ILogger<AggregationController> Logger);
