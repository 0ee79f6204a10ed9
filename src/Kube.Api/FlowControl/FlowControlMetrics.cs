using Kube.Api.Metrics;

namespace Kube.Api.FlowControl;

/// <summary>What flow control counts, under upstream's names.</summary>
internal sealed class FlowControlMetrics(FlowController flows) : IMetricSource
{
    private const string Prefix = "apiserver_flowcontrol_";

    public void Collect(IMetricSink sink)
    {
        var series = flows.Series.OrderBy(static one => one.Level, StringComparer.Ordinal).ThenBy(static one => one.Schema, StringComparer.Ordinal).ToArray();
        var levels = flows.Configuration.Levels.Values.OrderBy(static level => level.Name, StringComparer.Ordinal).Select(static level => level.Describe()).ToArray();
        CollectRequests(sink, series);
        CollectHistograms(sink, series);
        CollectLevels(sink, levels);
        sink.Begin(Prefix + "seat_fair_frac", "gauge", "[ALPHA] The fraction of its demand that every level gets at least.");
        sink.Add(flows.FairFraction);
    }

    private static void CollectRequests(IMetricSink sink, FlowSeries[] series)
    {
        Each(sink, series, "current_executing_requests", "gauge", "[BETA] Requests that hold seats.", static one => one.Executing);
        Each(sink, series, "current_executing_seats", "gauge", "[BETA] Seats that are held.", static one => one.ExecutingSeats);
        Each(sink, series, "current_inqueue_requests", "gauge", "[BETA] Requests that wait.", static one => one.Waiting);
        Each(sink, series, "current_inqueue_seats", "gauge", "[ALPHA] Seats that are waited for.", static one => one.WaitingSeats);
        Each(sink, series, "dispatched_requests_total", "counter", "[BETA] Requests that were served.", static one => one.Dispatched);
        sink.Begin(Prefix + "rejected_requests_total", "counter", "[BETA] Requests that were refused.");
        foreach (var one in series)
        {
            foreach (var (reason, count) in one.Refusals())
            {
                if (count > 0) sink.Add(count, ("flow_schema", one.Schema), ("priority_level", one.Level), ("reason", reason));
            }
        }
    }

    private static void CollectHistograms(IMetricSink sink, FlowSeries[] series)
    {
        sink.Begin(Prefix + "request_execution_seconds", "histogram", "[ALPHA] For how long requests were served.");
        foreach (var one in series) sink.Add(one.Execution, ("flow_schema", one.Schema), ("priority_level", one.Level), ("type", "regular"));
        sink.Begin(Prefix + "request_wait_duration_seconds", "histogram", "[BETA] For how long requests waited.");
        foreach (var one in series)
        {
            sink.Add(one.WaitsRefused, ("execute", "false"), ("flow_schema", one.Schema), ("priority_level", one.Level));
            sink.Add(one.WaitsServed, ("execute", "true"), ("flow_schema", one.Schema), ("priority_level", one.Level));
        }

        sink.Begin(Prefix + "work_estimated_seats", "histogram", "[ALPHA] Seats that requests were estimated at.");
        foreach (var one in series) sink.Add(one.Seats, ("flow_schema", one.Schema), ("priority_level", one.Level));
    }

    private static void CollectLevels(IMetricSink sink, LevelState[] levels)
    {
        Each(sink, levels, "current_limit_seats", "[ALPHA] Seats that the level has now.", static level => level.Limit);
        Each(sink, levels, "current_r", "[ALPHA] The level's virtual time.", static level => level.R);
        Each(sink, levels, "demand_seats_average", "[ALPHA] Seats that the level could have used in the last period, on average.", static level => level.DemandAverage);
        Each(sink, levels, "demand_seats_high_watermark", "[ALPHA] The most seats that the level could have used in the last period.", static level => level.DemandHighWatermark);
        Each(sink, levels, "demand_seats_smoothed", "[ALPHA] The level's demand for seats, smoothed over periods.", static level => level.DemandSmoothed);
        Each(sink, levels, "demand_seats_stdev", "[ALPHA] How much the level's demand varied in the last period.", static level => level.DemandDeviation);
        Each(sink, levels, "lower_limit_seats", "[ALPHA] Seats that the level does not lend.", static level => level.Settings.Least);
        Each(sink, levels, "nominal_limit_seats", "[BETA] Seats that the level is configured to have.", static level => level.Settings.Nominal);
        Each(sink, levels, "target_seats", "[ALPHA] Seats that the level would have had if there were enough.", static level => level.Target);
        Each(sink, levels, "upper_limit_seats", "[ALPHA] Seats that the level has at most, borrowed ones included.", static level => level.Settings.Most);
    }

    private static void Each(IMetricSink sink, FlowSeries[] series, string name, string type, string help, Func<FlowSeries, double> value)
    {
        sink.Begin(Prefix + name, type, help);
        foreach (var one in series) sink.Add(value(one), ("flow_schema", one.Schema), ("priority_level", one.Level));
    }

    private static void Each(IMetricSink sink, LevelState[] levels, string name, string help, Func<LevelState, double> value)
    {
        sink.Begin(Prefix + name, "gauge", help);
        foreach (var level in levels) sink.Add(value(level), ("priority_level", level.Name));
    }
}
