using System.Globalization;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Tree;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Client.Events;

/// <summary>Writes events.k8s.io/v1 Events, as the scheduler does: the second event like one before it makes a series of it, later ones are counted in memory
/// and written when the series has been quiet for 6 minutes, and every 30 minutes while it goes on.</summary>
public sealed class SeriesEventRecorder : IEventRecorder, IAsyncDisposable
{
    private const int Remembered = 4096;

    private static readonly TimeSpan s_finish = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan s_refresh = TimeSpan.FromMinutes(30);

    private readonly Lock _gate = new();
    private readonly RecentEntries<UInt128, Known> _known = new(Remembered);
    private readonly CancellationTokenSource _ending = new();
    private readonly string _controller;
    private readonly string _instance;
    private readonly IResourceClient<Eventsv1Event> _events;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EventLoop _loop;
    private readonly Task _upkeep;

    /// <summary>Makes a recorder.</summary>
    /// <param name="client">Writes.</param>
    /// <param name="origin">Who records; the reporting instance is <c>component-host</c>.</param>
    /// <param name="work">Runs the loops.</param>
    /// <param name="time">Dates the events.</param>
    /// <param name="logs">Told of what the server refuses.</param>
    /// <param name="random">Spreads the retries.</param>
    public SeriesEventRecorder(IKubeClient client, EventOrigin origin, IWorkScheduler work, TimeProvider time, ILoggerFactory logs, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(logs);
        _controller = origin.Component;
        _instance = origin.Host.Length == 0 ? origin.Component : $"{origin.Component}-{origin.Host}";
        _events = client.For<Eventsv1Event>();
        _time = time;
        _logger = logs.CreateLogger("Kube.Api.Client.Events");
        _loop = new(origin.Component, Plan, work, time, random, _logger);
        _upkeep = work.Run($"events.{origin.Component}.series", KeepUpAsync);
    }

    /// <inheritdoc/>
    public void Record(EventNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        _loop.Add(note);
    }

    /// <summary>Writes what waits, as far as a second lasts, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        // CancelAsync would go through the thread pool, outside of a test's virtual time.
        EndUpkeep();
        await _loop.DisposeAsync();
        await _upkeep;
    }

    private void EndUpkeep() => _ending.Cancel();

    private PlannedEvent? Plan(EventNote note, DateTime at)
    {
        var key = With(With(new EventIdentity().With(note.Type).With(note.Action).With(note.Reason), note.Regarding), note.Related).Value;
        lock (_gate)
        {
            ref var known = ref _known.Use(key, out var isNew);
            if (isNew) known = new() { Note = note, First = at };
            known.Count++;
            known.Last = at;
            return known.Count <= 2 ? new(NameOf(known), Writer(known)) : null;
        }
    }

    private static string NameOf(in Known known) => EventLoop.NameOf(known.Note.Regarding.Name ?? "", known.First);

    private static EventIdentity With(EventIdentity identity, V1ObjectReference? obj) => obj is null
        ? identity
        : identity.With(obj.Kind).With(obj.Namespace).With(obj.Name).With(obj.Uid).With(obj.ApiVersion).With(obj.ResourceVersion).With(obj.FieldPath);

    /// <summary>The event as it is first written, of its own: what is given away shares nothing with other notes.</summary>
    private Eventsv1Event Make(in Known known)
    {
        var note = known.Note;
        return new()
        {
            Metadata = new()
            {
                Name = NameOf(known),
                Namespace = EventLoop.NamespaceOf(note),
                Annotations = note.Annotations is { } annotations ? new Dictionary<string, string>(annotations) : null,
            },
            EventTime = known.First,
            ReportingController = _controller,
            ReportingInstance = _instance,
            Action = note.Action,
            Reason = note.Reason,
            Regarding = note.Regarding.DeepClone(),
            Related = note.Related?.DeepClone(),
            Note = note.Message,
            Type = note.Type,
        };
    }

    /// <summary>Writes the event as it is now: later notes go on counting.</summary>
    private Func<CancellationToken, ValueTask> Writer(Known known) => known.Count == 1
        ? async cancellationToken => await _events.CreateAsync(Make(known), WriteOptions.Given, cancellationToken)
        : cancellationToken => WriteSeriesAsync(known, cancellationToken);

    private async ValueTask WriteSeriesAsync(Known known, CancellationToken cancellationToken)
    {
        var series = TreeObject.Of(
            new("count", TreeNumber.Of(known.Count)),
            new("lastObservedTime", TreeString.Of(known.Last.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture))));
        try
        {
            var key = new ObjectKey(EventLoop.NamespaceOf(known.Note), NameOf(known));
            var patch = new PatchBody(PatchType.StrategicMerge, TreeObject.Of(new TreeMember("series", series)).ToUtf8());
            await _events.PatchAsync(key, patch, WriteOptions.Default, cancellationToken);
        }
        catch (NotFoundException)
        {
            var made = Make(known);
            made.Series = new() { Count = known.Count, LastObservedTime = known.Last };
            await _events.CreateAsync(made, WriteOptions.Given, cancellationToken);
        }
    }

    private async Task KeepUpAsync()
    {
        var refreshed = _time.GetTimestamp();
        try
        {
            while (true)
            {
                await Task.Delay(s_finish, _time, _ending.Token);
                var refresh = _time.GetElapsedTime(refreshed) >= s_refresh;
                if (refresh) refreshed = _time.GetTimestamp();
                foreach (var write in Due(refresh)) await TryAsync(write);
            }
        }
        catch (OperationCanceledException)
        {
            // The recorder ends.
        }
    }

    private async ValueTask TryAsync(Func<CancellationToken, ValueTask> write)
    {
        try
        {
            await write(_ending.Token);
        }
        catch (Exception e) when (e is ApiException or IOException or HttpRequestException)
        {
            EventLogs.SeriesFailed(_logger, e);
        }
    }

    private List<Func<CancellationToken, ValueTask>> Due(bool refresh)
    {
        var quietSince = _time.GetUtcNow().UtcDateTime - s_finish;
        List<Func<CancellationToken, ValueTask>> due = [];
        lock (_gate)
        {
            foreach (var (key, known) in _known.ToList())
            {
                var ended = known.Last < quietSince;
                if (known.Count > 1 && (ended || refresh)) due.Add(Writer(known));
                if (ended) _known.Remove(key);
            }
        }

        return due;
    }

    /// <summary>What was written of an event is made of its first note; how often and when its like was noted.</summary>
    private struct Known
    {
        public EventNote Note;
        public DateTime First;
        public int Count;
        public DateTime Last;
    }
}
