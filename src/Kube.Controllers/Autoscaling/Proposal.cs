using Kube.Api.Models;

namespace Kube.Controllers.Autoscaling;

/// <summary>What one metric calls for.</summary>
/// <param name="Count">How many pods.</param>
/// <param name="Name">The metric in words.</param>
/// <param name="Status">What it showed.</param>
internal sealed record Proposal(int Count, string Name, V2MetricStatus Status);
