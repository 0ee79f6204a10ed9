namespace Kube.Api.FlowControl;

/// <summary>How a priority level stood at one moment.</summary>
internal sealed class LevelState
{
    public required string Name { get; init; }

    public required LevelSettings Settings { get; init; }

    public required int Limit { get; init; }

    public required double R { get; init; }

    public required int Target { get; init; }

    public required double DemandAverage { get; init; }

    public required double DemandDeviation { get; init; }

    public required int DemandHighWatermark { get; init; }

    public required double DemandSmoothed { get; init; }

    public required int ActiveQueues { get; init; }

    public required int Waiting { get; init; }

    public required int Executing { get; init; }

    public required int SeatsInUse { get; init; }

    public required long Dispatched { get; init; }

    public required long Refused { get; init; }

    public required long TimedOut { get; init; }

    public required long Cancelled { get; init; }

    public required IReadOnlyList<QueueState> Queues { get; init; }

    public required IReadOnlyList<RequestState> Requests { get; init; }

    public sealed record QueueState(int Index, int Waiting, int Executing, int SeatsInUse, double NextDispatchR, int InitialSeats, int MostSeats, double Work);

    public sealed record RequestState(
        CompiledSchema Schema, int Queue, int Index, string User, string Method, string Path, WorkEstimate Work, DateTimeOffset ArrivedAt, DateTimeOffset? StartedAt);
}
