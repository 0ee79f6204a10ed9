using System.Collections.Concurrent;
using Kube.Api.Authentication;
using Kube.Api.Models;
using Microsoft.Extensions.Options;

namespace Kube.Api.FlowControl;

/// <summary>API priority and fairness: which flow a request belongs to, and when it may be served. Every request that is answered in a bounded time passes here,
/// after authentication and before authorization; calls overlap.</summary>
/// <remarks>
/// <code>
/// request ─► Match: flow schemas in their order ─► Enter: seats of the level ─► served ─► ticket.Release
///                                                   │ none free: a queue of the flow's hand, for at most the wait limit
///                                                   └ queue full: refused
/// </code>
/// What is configured is one immutable snapshot, swapped whole; each priority level guards its own state. A request that finds a seat allocates nothing.
/// </remarks>
public sealed class FlowController(IOptions<FlowControlOptions> options, TimeProvider time) : IFlowControlHeed
{
    private readonly Lock _configuring = new();
    private readonly ConcurrentDictionary<(string Schema, string Level), FlowSeries> _series = new();
    private volatile FlowConfiguration? _configuration;

    internal FlowConfiguration Configuration => _configuration ?? Configure([], []);

    internal IEnumerable<FlowSeries> Series => _series.Values;

    /// <summary>How much more than all seats the levels would use, as a share of each: the fraction of the last adjustment.</summary>
    internal double FairFraction { get; private set; }

    /// <summary>The flow that a request belongs to.</summary>
    public FlowMatch Match(in FlowDigest digest)
    {
        var configuration = Configuration;
        foreach (var schema in configuration.Schemas)
        {
            if (schema.Matches(digest)) return new FlowMatch(schema, schema.FlowOf(digest));
        }

        return new FlowMatch(configuration.CatchAll, configuration.CatchAll.FlowOf(digest));
    }

    /// <summary>Lets a request in, when there are seats, or has it stand in line.</summary>
    /// <param name="match">Its flow.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="method">The HTTP method, for people who look at what waits.</param>
    /// <param name="path">The path, likewise.</param>
    /// <param name="work">What it is expected to cost.</param>
    /// <returns>A ticket to release when the request is answered, or a refusal; or the wait for one of them.</returns>
    public FlowEntry Enter(in FlowMatch match, UserInfo user, string method, string path, in WorkEstimate work)
    {
        ArgumentNullException.ThrowIfNull(user);
        return match.Schema.Level.TryEnter(match, user, method, path, work, out var waiting) is { } ticket ? new FlowEntry(ticket) : new FlowEntry(waiting!);
    }

    /// <summary>Takes over what is configured. The mandatory objects are there whether they are given or not; a schema whose level is not there takes nothing.</summary>
    /// <param name="schemas">All flow schemas.</param>
    /// <param name="levels">All priority levels.</param>
    public void Configure(IEnumerable<V1FlowSchema> schemas, IEnumerable<V1PriorityLevelConfiguration> levels) =>
        Configure([.. schemas], [.. levels]);

    /// <summary>Moves seats from levels that do not need theirs to such as need more; to be called once every <see cref="FlowControlOptions.BorrowingPeriod"/>.</summary>
    public void AdjustBorrowing()
    {
        var wishes = Configuration.Levels.Values.Select(static level => (Level: level, Wish: level.EndPeriod())).ToArray();
        // What is exempt takes what it takes; the others share the rest.
        var rest = options.Value.ServerConcurrency - wishes.Where(static entry => entry.Level.IsExempt).Sum(static entry => entry.Wish.Least);
        var limited = Array.FindAll(wishes, static entry => !entry.Level.IsExempt);
        var seats = SeatAllocation.Share(Math.Max(0, rest), [.. limited.Select(static entry => entry.Wish)], out var fraction);
        FairFraction = fraction;
        for (var i = 0; i < limited.Length; i++) limited[i].Level.Allot((int)Math.Round(seats[i], MidpointRounding.AwayFromZero));
        foreach (var (level, wish) in wishes)
        {
            if (level.IsExempt) level.Allot((int)wish.Least);
        }
    }

    Task IFlowControlHeed.HeedAsync(IReadOnlyList<V1FlowSchema> schemas, IReadOnlyList<V1PriorityLevelConfiguration> levels, CancellationToken cancellationToken)
    {
        Configure(schemas, levels);
        return Task.CompletedTask;
    }

    private FlowConfiguration Configure(V1FlowSchema[] schemas, V1PriorityLevelConfiguration[] levels)
    {
        lock (_configuring)
        {
            var all = levels.UnionBy(FlowConfiguration.MandatoryLevels, static level => level.Metadata.Name).ToArray();
            var known = _configuration?.Levels;
            var made = new Dictionary<string, PriorityLevel>(StringComparer.Ordinal);
            foreach (var (name, settings) in LevelSettings.Of(all, options.Value.ServerConcurrency))
            {
                if (known is not null && known.TryGetValue(name, out var level)) level.Configure(settings);
                else level = new PriorityLevel(name, settings, time, options.Value.RequestWaitLimit);
                made[name] = level;
            }

            return _configuration = FlowConfiguration.Of(schemas, made, SeriesOf);
        }
    }

    private FlowSeries SeriesOf(string schema, string level) => _series.GetOrAdd((schema, level), static key => new FlowSeries(key.Schema, key.Level));
}
