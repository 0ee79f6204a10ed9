using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Events;

/// <summary>The two groups' events are one object: the newer names its older fields "deprecated".</summary>
internal sealed class EventConversion : ResourceConversion<Eventsv1Event, Corev1Event>
{
    protected override Corev1Event ToStored(Eventsv1Event served) => new()
    {
        ApiVersion = "v1",
        Kind = "Event",
        Metadata = served.Metadata,
        InvolvedObject = served.Regarding ?? new V1ObjectReference(),
        Reason = served.Reason,
        Message = served.Note,
        Source = served.DeprecatedSource ?? new V1EventSource(),
        FirstTimestamp = served.DeprecatedFirstTimestamp,
        LastTimestamp = served.DeprecatedLastTimestamp,
        Count = served.DeprecatedCount,
        Type = served.Type,
        EventTime = served.EventTime,
        Series = served.Series is { } series ? new Corev1EventSeries { Count = series.Count, LastObservedTime = series.LastObservedTime } : null,
        Action = served.Action,
        Related = served.Related,
        ReportingComponent = served.ReportingController ?? "",
        ReportingInstance = served.ReportingInstance ?? "",
    };

    protected override Eventsv1Event ToServed(Corev1Event stored) => new()
    {
        ApiVersion = "events.k8s.io/v1",
        Kind = "Event",
        Metadata = stored.Metadata,
        EventTime = stored.EventTime,
        Series = stored.Series is { } series
            ? new Eventsv1EventSeries { Count = series.Count ?? 0, LastObservedTime = series.LastObservedTime }
            : null,
        ReportingController = stored.ReportingComponent,
        ReportingInstance = stored.ReportingInstance,
        Action = stored.Action,
        Reason = stored.Reason,
        Regarding = stored.InvolvedObject ?? new V1ObjectReference(),
        Related = stored.Related,
        Note = stored.Message,
        Type = stored.Type,
        DeprecatedSource = stored.Source ?? new V1EventSource(),
        DeprecatedFirstTimestamp = stored.FirstTimestamp,
        DeprecatedLastTimestamp = stored.LastTimestamp,
        DeprecatedCount = stored.Count,
    };
}
