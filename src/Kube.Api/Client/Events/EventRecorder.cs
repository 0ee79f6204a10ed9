using System.Globalization;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Tree;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Client.Events;

/// <summary>Writes core/v1 Events, as controllers and kubelet do: an event like one before it raises that one's count.</summary>
public sealed class EventRecorder : IEventRecorder, IAsyncDisposable
{
    private readonly EventCorrelation _correlation = new();
    private readonly EventOrigin _origin;
    private readonly IResourceClient<Corev1Event> _events;
    private readonly EventLoop _loop;

    /// <summary>Makes a recorder that spreads its retries by the system's randomness.</summary>
    /// <param name="client">Writes.</param>
    /// <param name="origin">Who records.</param>
    /// <param name="work">Runs the writing loop.</param>
    /// <param name="time">Dates the events.</param>
    /// <param name="logs">Told of what the server refuses.</param>
    public EventRecorder(IKubeClient client, EventOrigin origin, IWorkScheduler work, TimeProvider time, ILoggerFactory logs)
        : this(client, origin, work, time, logs, new SystemRandomSource())
    {
    }

    /// <summary>Makes a recorder.</summary>
    /// <param name="client">Writes.</param>
    /// <param name="origin">Who records.</param>
    /// <param name="work">Runs the writing loop.</param>
    /// <param name="time">Dates the events.</param>
    /// <param name="logs">Told of what the server refuses.</param>
    /// <param name="random">Spreads the retries.</param>
    public EventRecorder(IKubeClient client, EventOrigin origin, IWorkScheduler work, TimeProvider time, ILoggerFactory logs, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(logs);
        _origin = origin;
        _events = client.For<Corev1Event>();
        _loop = new(origin.Component, Plan, work, time, random, logs.CreateLogger("Kube.Api.Client.Events"));
    }

    /// <inheritdoc/>
    public void Record(EventNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        _loop.Add(note);
    }

    /// <summary>Writes what waits, as far as a second lasts, and ends.</summary>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private PlannedEvent? Plan(EventNote note, DateTime at)
    {
        if (_correlation.Correlate(note, at) is not { } correlated) return null;
        var made = Make(note, at, correlated);
        return new(made.Metadata.Name!, correlated.Count == 1
            ? async cancellationToken => await _events.CreateAsync(made, WriteOptions.Given, cancellationToken)
            : cancellationToken => RaiseCountAsync(made, cancellationToken));
    }

    private async ValueTask RaiseCountAsync(Corev1Event raised, CancellationToken cancellationToken)
    {
        var patch = TreeObject.Of(
            new("count", TreeNumber.Of(raised.Count!.Value)),
            new("lastTimestamp", TreeString.Of(raised.LastTimestamp!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))),
            new("message", TreeString.Of(raised.Message ?? "")));
        try
        {
            var key = new ObjectKey(raised.Metadata.Namespace!, raised.Metadata.Name!);
            await _events.PatchAsync(key, new(PatchType.StrategicMerge, patch.ToUtf8()), WriteOptions.Default, cancellationToken);
        }
        catch (NotFoundException)
        {
            // It has expired: the same event begins anew, with its count.
            await _events.CreateAsync(raised, WriteOptions.Default, cancellationToken);
        }
    }

    private Corev1Event Make(EventNote note, DateTime at, EventCorrelation.Correlated correlated) => new()
    {
        Metadata = new()
        {
            Name = correlated.Name,
            Namespace = EventLoop.NamespaceOf(note),
            Annotations = note.Annotations is { } annotations ? new Dictionary<string, string>(annotations) : null,
        },
        // Of its own: what is given away must share nothing with other notes.
        InvolvedObject = note.Regarding.DeepClone(),
        Related = note.Related?.DeepClone(),
        Reason = note.Reason,
        Message = correlated.Message,
        Type = note.Type,
        Source = new() { Component = _origin.Component, Host = _origin.Host.Length == 0 ? null : _origin.Host },
        FirstTimestamp = correlated.First,
        LastTimestamp = at,
        Count = correlated.Count,
        ReportingComponent = _origin.Component,
        ReportingInstance = _origin.Host,
    };
}
