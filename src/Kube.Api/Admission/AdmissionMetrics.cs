using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Kube.Api.Metrics;

namespace Kube.Api.Admission;

/// <summary>How long admission took, as a whole, plugin by plugin and webhook by webhook, under upstream's names.</summary>
internal sealed class AdmissionMetrics(TimeProvider time) : IMetricSource
{
    /// <summary>The kind of step that may change an object.</summary>
    public const string Admit = "admit";

    /// <summary>The kind of step that may refuse it.</summary>
    public const string Validate = "validate";

    /// <summary>The same, of webhooks.</summary>
    public const string Validating = "validating";

    /// <summary>A webhook has refused.</summary>
    public const string Refused = "no_error";

    /// <summary>A webhook could not be asked, and that refuses.</summary>
    public const string NotAsked = "calling_webhook_error";

    private const string Prefix = "apiserver_admission_";

    private static readonly double[] s_bounds = [0.005, 0.025, 0.1, 0.5, 1, 2.5];
    private static readonly double[] s_webhookBounds = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 25];

    private readonly HistogramFamily<Step> _steps = new(s_bounds);
    private readonly HistogramFamily<Step> _plugins = new(s_bounds);
    private readonly HistogramFamily<Step> _webhooks = new(s_webhookBounds);
    private readonly ConcurrentDictionary<(Step Step, int Code), long> _asked = new();
    private readonly ConcurrentDictionary<(Step Step, string Error, int Code), long> _refused = new();
    private readonly ConcurrentDictionary<(string Name, string Type), long> _failedOpen = new();

    private readonly record struct Step(string Name, string Type, string Operation, bool Rejected);

    /// <summary>The name that a plugin has here.</summary>
    public static string NameOf(object plugin) => plugin.GetType().GetCustomAttribute<AdmissionNameAttribute>()?.Name ?? plugin.GetType().Name;

    /// <summary>Notes that something begins.</summary>
    public long Begin() => time.GetTimestamp();

    /// <summary>Notes the end of all plugins of a kind.</summary>
    public void EndStep(string type, AdmissionRequest request, long started, bool rejected) =>
        _steps.Record(new Step("", type, request.Operation, rejected), time.GetElapsedTime(started));

    /// <summary>Notes the end of one plugin.</summary>
    public void EndPlugin(string name, string type, AdmissionRequest request, long started, bool rejected) =>
        _plugins.Record(new Step(name, type, request.Operation, rejected), time.GetElapsedTime(started));

    /// <summary>Notes what became of asking a webhook.</summary>
    /// <param name="name">The webhook.</param>
    /// <param name="type"><see cref="Admit"/> or <see cref="Validating"/>.</param>
    /// <param name="request">What it was asked about.</param>
    /// <param name="started">What <see cref="Begin"/> gave.</param>
    /// <param name="code">The HTTP status of its decision, or of the failure to get one.</param>
    /// <param name="rejection"><see cref="Refused"/>, <see cref="NotAsked"/>, or null when the request goes on.</param>
    public void EndWebhook(string name, string type, AdmissionRequest request, long started, int code, string? rejection)
    {
        var step = new Step(name, type, request.Operation, rejection is not null);
        _webhooks.Record(step, time.GetElapsedTime(started));
        // Others choose it: no more of them are told apart.
        code = Math.Min(code, 600);
        Count(_asked, (step, code));
        if (rejection is not null) Count(_refused, (step, rejection, code));
    }

    /// <summary>Notes that a webhook could not be asked, which was ignored.</summary>
    public void FailedOpen(string name, string type) => Count(_failedOpen, (name, type));

    public void Collect(IMetricSink sink)
    {
        Show(sink, "step_admission_duration_seconds", "[STABLE] How long all plugins of a kind took.", _steps);
        Show(sink, "controller_admission_duration_seconds", "[STABLE] How long one plugin took.", _plugins);
        Show(sink, "webhook_admission_duration_seconds", "[STABLE] How long one webhook took.", _webhooks);
        sink.Begin(Prefix + "webhook_request_total", "counter", "[ALPHA] Requests to webhooks, by the status of what they decided.");
        foreach (var ((step, code), count) in _asked.ToArray()) sink.Add(count, [.. Labels(step), ("code", code.ToString(CultureInfo.InvariantCulture))]);
        sink.Begin(Prefix + "webhook_rejection_count", "counter", "[ALPHA] Requests refused by webhooks, or because they could not be asked.");
        foreach (var ((step, error, code), count) in _refused.ToArray())
        {
            sink.Add(
                count, ("name", step.Name), ("type", step.Type), ("operation", step.Operation.ToUpperInvariant()), ("error_type", error),
                ("rejection_code", code.ToString(CultureInfo.InvariantCulture)));
        }

        sink.Begin(Prefix + "webhook_fail_open_count", "counter", "[ALPHA] Webhooks that could not be asked and are not needed.");
        foreach (var ((name, type), count) in _failedOpen.ToArray()) sink.Add(count, ("name", name), ("type", type));
    }

    private static void Show(IMetricSink sink, string name, string help, HistogramFamily<Step> family)
    {
        sink.Begin(Prefix + name, "histogram", help);
        foreach (var (step, histogram) in family.All.OrderBy(static one => one.Key.Name, StringComparer.Ordinal)) sink.Add(histogram, Labels(step));
    }

    private static (string Name, string Value)[] Labels(Step step)
    {
        (string, string)[] labels = [("type", step.Type), ("operation", step.Operation.ToUpperInvariant()), ("rejected", step.Rejected ? "true" : "false")];
        return step.Name.Length == 0 ? labels : [("name", step.Name), .. labels];
    }

    private static void Count<TKey>(ConcurrentDictionary<TKey, long> counts, TKey key)
        where TKey : notnull => counts.AddOrUpdate(key, 1, static (_, count) => count + 1);
}
