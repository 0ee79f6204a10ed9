using Kube.Api.Models;
using Kube.Api.Tables;

namespace Kube.Api.Kubernetes.Core.Events;

/// <summary>How events are shown, the same for both groups.</summary>
internal static class EventTable
{
    private static readonly TableColumn[] Shown =
    [
        Columns.Text("Last Seen", "When it was last reported."),
        Columns.Text("Type", "Normal or Warning."),
        Columns.Text("Reason", "The short cause, in one word."),
        Columns.Text("Object", "What it is about."),
        Columns.Wide("Subobject", "The part of the object that it is about."),
        Columns.Wide("Source", "Who reported it."),
        Columns.Text("Message", "What happened."),
        Columns.Wide("First Seen", "When it was first reported."),
        Columns.Wide("Count", "How often it was reported."),
        Columns.Name with { Priority = 1 },
    ];

    public static KindTable<Corev1Event> Core { get; } = new(Shown, Fill);

    public static KindTable<Eventsv1Event> Events { get; } = new(Shown, static (served, row) => Fill(Convert(served), row));

    private static Corev1Event Convert(Eventsv1Event served) => (Corev1Event)new EventConversion().ToStoredForm(served);

    private static void Fill(Corev1Event item, TableRow row)
    {
        var first = item.FirstTimestamp ?? item.EventTime;
        var last = item.Series?.LastObservedTime ?? item.LastTimestamp ?? first;
        var count = item.Series is { } series ? series.Count ?? 0 : item.Count is null or 0 ? 1 : item.Count.Value;
        var about = item.InvolvedObject;
        row.Age(last)
            .Text(item.Type)
            .Text(item.Reason)
            .Text(string.IsNullOrEmpty(about?.Name) ? about?.Kind?.ToLowerInvariant() : $"{about.Kind?.ToLowerInvariant()}/{about.Name}")
            .Text(about?.FieldPath)
            .Text(Source(item))
            .Text(item.Message?.Trim())
            .Age(first)
            .Number(count)
            .Text(item.Metadata.Name);
    }

    private static string Source(Corev1Event item)
    {
        var component = string.IsNullOrEmpty(item.Source?.Component) ? item.ReportingComponent : item.Source.Component;
        var instance = string.IsNullOrEmpty(item.Source?.Host) ? item.ReportingInstance : item.Source.Host;
        return string.IsNullOrEmpty(instance) ? component ?? "" : $"{component}, {instance}";
    }
}
