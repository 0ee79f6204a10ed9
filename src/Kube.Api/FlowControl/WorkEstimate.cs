namespace Kube.Api.FlowControl;

/// <summary>What a request is expected to cost.</summary>
/// <param name="InitialSeats">Seats while it is served, at least 1.</param>
/// <param name="FinalSeats">Seats after it was answered, for what it causes: events to watchers.</param>
/// <param name="AdditionalLatency">For how long the seats are kept then.</param>
public readonly record struct WorkEstimate(int InitialSeats, int FinalSeats = 0, TimeSpan AdditionalLatency = default)
{
    /// <summary>An ordinary request: one seat, and nothing after it.</summary>
    public static WorkEstimate One { get; } = new(1);

    internal int MostSeats => Math.Max(InitialSeats, FinalSeats);
}
