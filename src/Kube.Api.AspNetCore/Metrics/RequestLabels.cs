namespace Kube.Api.AspNetCore.Metrics;

/// <summary>What tells kinds of requests apart, in upstream's labels. The code stands apart: durations do not have it.</summary>
internal readonly record struct RequestLabels(string Verb, string Group, string Version, string Resource, string Subresource, string Scope, bool DryRun, int Code)
{
    public RequestLabels WithoutCode => this with { Code = 0 };
}
