using System.Globalization;
using System.Text;

namespace Kube.Api.FlowControl;

/// <summary>The tables under <c>/debug/api_priority_and_fairness/</c>: levels, queues and requests as they are at this moment, in upstream's columns.</summary>
public static class FlowDump
{
    /// <summary>One line per priority level.</summary>
    public static string PriorityLevels(FlowController flows)
    {
        ArgumentNullException.ThrowIfNull(flows);
        return Table(
            ["PriorityLevelName", "ActiveQueues", "IsIdle", "IsQuiescing", "WaitingRequests", "ExecutingRequests", "DispatchedRequests", "RejectedRequests", "TimedoutRequests", "CancelledRequests"],
            States(flows).Select(static level => (string[])
            [
                level.Name, Text(level.ActiveQueues), level.Waiting + level.Executing == 0 ? "true" : "false", "false", Text(level.Waiting), Text(level.Executing),
                Text(level.Dispatched), Text(level.Refused), Text(level.TimedOut), Text(level.Cancelled),
            ]));
    }

    /// <summary>One line per queue.</summary>
    public static string Queues(FlowController flows)
    {
        ArgumentNullException.ThrowIfNull(flows);
        return Table(
            ["PriorityLevelName", "Index", "PendingRequests", "ExecutingRequests", "SeatsInUse", "NextDispatchR", "InitialSeatsSum", "MaxSeatsSum", "TotalWorkSum"],
            States(flows).SelectMany(static level => level.Queues.Select(queue => (string[])
            [
                level.Name, Text(queue.Index), Text(queue.Waiting), Text(queue.Executing), Text(queue.SeatsInUse), SeatSeconds(queue.NextDispatchR),
                Text(queue.InitialSeats), Text(queue.MostSeats), SeatSeconds(queue.Work),
            ])));
    }

    /// <summary>One line per request that waits or is served.</summary>
    /// <param name="flows">Whose.</param>
    /// <param name="details">Who asks for what, too.</param>
    public static string Requests(FlowController flows, bool details)
    {
        ArgumentNullException.ThrowIfNull(flows);
        string[] columns =
            ["PriorityLevelName", "FlowSchemaName", "QueueIndex", "RequestIndexInQueue", "FlowDistinguisher", "ArriveTime", "InitialSeats", "FinalSeats", "AdditionalLatency", "StartTime"];
        string[] more = ["UserName", "Verb", "APIPath", "Namespace", "Name", "APIVersion", "Resource", "SubResource"];
        return Table(details ? [.. columns, .. more] : columns, States(flows).SelectMany(level => level.Requests.Select(request => Row(level, request, details))));
    }

    private static string[] Row(LevelState level, LevelState.RequestState request, bool details)
    {
        var path = RequestPath.Parse(request.Path);
        string[] row =
        [
            level.Name, request.Schema.Name, Text(request.Queue), Text(request.Index), request.Schema.DistinguisherOf(request.User, path.Namespace), Time(request.ArrivedAt),
            Text(request.Work.InitialSeats), Text(request.Work.FinalSeats), Duration(request.Work.AdditionalLatency), Time(request.StartedAt),
        ];
        if (!details) return row;
        return [.. row, request.User, path.VerbOf(request.Method), request.Path, path.Namespace, path.Name, path.Version, path.Resource, path.Subresource];
    }

    private static IEnumerable<LevelState> States(FlowController flows) =>
        flows.Configuration.Levels.Values.OrderBy(static level => level.Name, StringComparer.Ordinal).Select(static level => level.Describe());

    // Cells as wide as the widest of their column, eight at least, with a comma and a space after them.
    private static string Table(string[] columns, IEnumerable<string[]> rows)
    {
        var all = rows.Prepend(columns).ToArray();
        var widths = new int[columns.Length];
        for (var i = 0; i < widths.Length; i++) widths[i] = Math.Max(8, all.Max(row => row[i].Length) + 2);
        var text = new StringBuilder();
        foreach (var row in all)
        {
            for (var i = 0; i < row.Length - 1; i++) text.Append((row[i] + ",").PadRight(widths[i]));
            text.Append(row[^1]).Append('\n');
        }

        return text.ToString();
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string SeatSeconds(double value) => value.ToString("0.00000000", CultureInfo.InvariantCulture) + "ss";

    private static string Duration(TimeSpan value) => value == TimeSpan.Zero ? "0s" : value.TotalMilliseconds.ToString("0.######", CultureInfo.InvariantCulture) + "ms";

    private static string Time(DateTimeOffset? value) =>
        value is { } time ? time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture) : "0001-01-01T00:00:00Z";
}
