using System.Diagnostics.Metrics;
using System.Globalization;
using System.Threading.Channels;
using Kube.Api.Errors;
using Kube.Api.Requests;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Client.Events;

/// <summary>Carries notes from whoever records to the one loop that writes them. Full behaviour: the newest note is dropped and counted.</summary>
internal sealed partial class EventLoop : IAsyncDisposable
{
    private const int Waiting = 16_384;
    private const int Attempts = 12;
    private const int InFlight = 16;

    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lastWrites = TimeSpan.FromSeconds(1);
    private static readonly Counter<long> s_dropped = new Meter("Kube.Api").CreateCounter<long>("events_dropped_total", description: "Events dropped because too many waited.");

    private readonly Channel<(EventNote Note, DateTime At)> _notes = Channel.CreateBounded<(EventNote, DateTime)>(
        new BoundedChannelOptions(Waiting) { SingleReader = true });

    // The loop's alone: what is under way, by event and in the order of its start.
    private readonly Dictionary<string, Task> _inFlight = [];
    private readonly Queue<(string Name, Task Sent)> _started = new();
    private readonly SemaphoreSlim _room = new(InFlight);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _givingUp;
    private readonly Func<EventNote, DateTime, PlannedEvent?> _plan;
    private readonly TimeProvider _time;
    private readonly IRandomSource _random;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private readonly string _name;
    private readonly KeyValuePair<string, object?> _tag;
    private long _dropped;

    /// <param name="name">For diagnostics.</param>
    /// <param name="plan">Merges a note with its like: what is to be sent, if anything. Called once for each note, in their order.</param>
    /// <param name="work">Runs the loop.</param>
    /// <param name="time">Dates the notes.</param>
    /// <param name="random">Spreads the first retry.</param>
    /// <param name="logger">Told of what the server refuses.</param>
    public EventLoop(string name, Func<EventNote, DateTime, PlannedEvent?> plan, IWorkScheduler work, TimeProvider time, IRandomSource random, ILogger logger)
    {
        _name = name;
        _tag = new("component", name);
        _plan = plan;
        _time = time;
        _random = random;
        _logger = logger;
        _givingUp = new(Timeout.InfiniteTimeSpan, time);
        _loop = work.Run($"events.{name}", RunAsync);
    }

    public void Add(EventNote note)
    {
        if (_notes.Writer.TryWrite((note, _time.GetUtcNow().UtcDateTime))) return;
        s_dropped.Add(1, _tag);
        // Said once a flood, with what follows it: a line for each would be a flood of its own.
        if (Interlocked.Increment(ref _dropped) == 1) Dropping(_name, Waiting);
    }

    /// <summary>What waits is given a second while the server answers; retries end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_notes.Writer.TryComplete()) return;
        EndWaits();
        await _loop;
        _room.Dispose();
        _stopping.Dispose();
        _givingUp.Dispose();
    }

    /// <summary>Upstream's name of an event: the object's and the time in hexadecimal nanoseconds, or only the time when that would be no name.</summary>
    public static string NameOf(string objectName, DateTime at)
    {
        var nanoseconds = ((at - DateTime.UnixEpoch).Ticks * 100).ToString("x", CultureInfo.InvariantCulture);
        var name = $"{objectName}.{nanoseconds}";
        return IsName(name) ? name : nanoseconds;
    }

    /// <summary>Where the event of a note lies: objects without a namespace have theirs in <c>default</c>.</summary>
    public static string NamespaceOf(EventNote note) => string.IsNullOrEmpty(note.Regarding.Namespace) ? "default" : note.Regarding.Namespace;

    private static bool IsName(string name) =>
        name.Length <= 253 && char.IsAsciiLetterOrDigit(name[0]) && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');

    private void EndWaits()
    {
        // CancelAsync would go through the thread pool, outside of a test's virtual time.
        _stopping.Cancel();
        _givingUp.CancelAfter(s_lastWrites);
    }

    private async Task RunAsync()
    {
        var last = DateTime.MinValue;
        while (await _notes.Reader.WaitToReadAsync())
        {
            while (_notes.Reader.TryRead(out var noted))
            {
                // Nobody waits for what is left: thousands of writes need not begin only to be cancelled, each by an exception.
                if (_givingUp.IsCancellationRequested) continue;
                // Names are made of the time: two events of one moment must not be one.
                var at = last = noted.At > last ? noted.At : last.AddTicks(1);
                await WriteAsync(noted.Note, at);
                if (_dropped > 0 && _notes.Reader.Count < Waiting / 2) Dropped(_name, Interlocked.Exchange(ref _dropped, 0));
            }
        }

        await Task.WhenAll(_inFlight.Values);
    }

    private async ValueTask WriteAsync(EventNote note, DateTime at)
    {
        if (_plan(note, at) is not { } planned) return;
        if (_inFlight.TryGetValue(planned.Name, out var earlier)) await earlier;
        await _room.WaitAsync();
        var sent = SendAsync(planned, note);
        _inFlight[planned.Name] = sent;
        _started.Enqueue((planned.Name, sent));
        ForgetSent();
    }

    private void ForgetSent()
    {
        while (_started.TryPeek(out var first) && first.Sent.IsCompleted)
        {
            _started.Dequeue();
            if (_inFlight.TryGetValue(first.Name, out var newest) && ReferenceEquals(newest, first.Sent)) _inFlight.Remove(first.Name);
        }
    }

    /// <summary>Ends when the event is written or given up; never fails.</summary>
    private async Task SendAsync(PlannedEvent planned, EventNote note)
    {
        try
        {
            for (var attempt = 1; attempt <= Attempts; attempt++)
            {
                if (await TrySendAsync(planned, note)) return;
                // The first wait is cut by chance so that all who lost the server do not come back at once.
                await Task.Delay(attempt == 1 ? s_between * _random.NextFraction() : s_between, _time, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The recorder ends.
        }
        finally
        {
            _room.Release();
        }
    }

    /// <returns>False when it is worth another attempt.</returns>
    private async ValueTask<bool> TrySendAsync(PlannedEvent planned, EventNote note)
    {
        try
        {
            await planned.Send(_givingUp.Token);
            return true;
        }
        catch (AlreadyExistsException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            Unreachable(e, note.Reason, note.Regarding.Name);
            return false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (!MeansTheNamespaceGoes(e)) Refused(e, note.Reason, note.Regarding.Namespace, note.Regarding.Name);
            return true;
        }
    }

    private static bool MeansTheNamespaceGoes(Exception failure) =>
        failure is ForbiddenException forbidden && forbidden.Causes.Any(static cause => cause.Reason == "NamespaceTerminating");

    [LoggerMessage(2211, LogLevel.Warning, "The event {Reason} of {Namespace}/{Name} was refused")]
    private partial void Refused(Exception exception, string reason, string? @namespace, string? name);

    [LoggerMessage(2214, LogLevel.Warning, "{Component} records events faster than they can be written: {Waiting} wait, further ones are dropped")]
    private partial void Dropping(string component, int waiting);

    [LoggerMessage(2215, LogLevel.Warning, "{Component} dropped {Count} events; it has caught up")]
    private partial void Dropped(string component, long count);

    [LoggerMessage(2212, LogLevel.Debug, "The event {Reason} of {Name} could not be sent; it is tried again")]
    private partial void Unreachable(Exception exception, string reason, string? name);
}
