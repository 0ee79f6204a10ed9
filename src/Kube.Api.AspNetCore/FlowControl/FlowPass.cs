using Kube.Api.FlowControl;

namespace Kube.Api.AspNetCore.FlowControl;

/// <summary>A request's right to be served, or why it has none.</summary>
internal readonly record struct FlowPass(FlowTicket Ticket, InflightKind Inflight)
{
    /// <summary>The right of requests that nobody counts.</summary>
    public static FlowPass Free => default;
}
