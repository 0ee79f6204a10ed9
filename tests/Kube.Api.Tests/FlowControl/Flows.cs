using Kube.Api.Authentication;
using Kube.Api.FlowControl;
using Kube.Api.Models;
using Kube.Testing.Store;
using Microsoft.Extensions.Options;

namespace Kube.Api.Tests.FlowControl;

/// <summary>Flow control in a test's own time, with one request a path.</summary>
internal sealed class Flows
{
    private readonly Dictionary<string, Task<FlowTicket>> _entered = [];

    public Flows(int seats, params V1PriorityLevelConfiguration[] levels)
    {
        Controller = new FlowController(Options.Create(new FlowControlOptions { ServerConcurrency = seats }), Time);
        Controller.Configure([.. levels.Select(SchemaOf)], levels);
    }

    public ManualTime Time { get; } = new();

    public FlowController Controller { get; }

    /// <summary>A level with queues, whose users are in the group of its name.</summary>
    public static V1PriorityLevelConfiguration Level(string name, int shares, int lendable = 0, int queues = 64, int hand = 8, int length = 50, int? borrowing = 0) => new()
    {
        Metadata = new() { Name = name, Uid = name + "-uid" },
        Spec = new()
        {
            Type = "Limited",
            Limited = new()
            {
                NominalConcurrencyShares = shares,
                LendablePercent = lendable,
                BorrowingLimitPercent = borrowing,
                LimitResponse = queues == 0
                    ? new() { Type = "Reject" }
                    : new() { Type = "Queue", Queuing = new() { Queues = queues, HandSize = hand, QueueLengthLimit = length } },
            },
        },
    };

    /// <summary>What takes nothing of the seats: the mandatory level has no share.</summary>
    public static V1PriorityLevelConfiguration NoCatchAll => Level("catch-all", 0, queues: 0);

    public static V1FlowSchema SchemaOf(V1PriorityLevelConfiguration level) => new()
    {
        Metadata = new() { Name = level.Metadata.Name, Uid = "schema-of-" + level.Metadata.Name },
        Spec = new()
        {
            PriorityLevelConfiguration = new() { Name = level.Metadata.Name! },
            MatchingPrecedence = 100,
            DistinguisherMethod = new() { Type = "ByUser" },
            Rules =
            [
                new()
                {
                    Subjects = [new() { Kind = "Group", Group = new() { Name = level.Metadata.Name! } }],
                    ResourceRules = [new() { Verbs = ["*"], ApiGroups = ["*"], Resources = ["*"], ClusterScope = true, Namespaces = ["*"] }],
                },
            ],
        },
    };

    public static UserInfo User(string name, string level) => new(name, groups: [level]);

    public FlowMatch Match(UserInfo user) =>
        Controller.Match(new FlowDigest { User = user, Verb = "get", Resource = "pods", Namespace = "default" });

    /// <summary>Sends a request; it may wait.</summary>
    public void Send(string path, UserInfo user, WorkEstimate? work = null, CancellationToken cancellationToken = default) =>
        _entered[path] = Controller.Enter(Match(user), user, "GET", path, work ?? WorkEstimate.One).WaitAsync(cancellationToken).AsTask();

    /// <summary>What became of a request that waits no longer.</summary>
    public Task<FlowTicket> Outcome(string path) => _entered[path];

    /// <summary>Ends a request that is served.</summary>
    public async Task FinishAsync(string path) => (await _entered[path]).Release();

    /// <summary>The paths of requests that are served, in the order in which they began.</summary>
    public string[] Executing(string level) => [.. StateOf(level).Requests.Where(static request => request.StartedAt is not null).Select(static request => request.Path)];

    public string[] Waiting(string level) => [.. StateOf(level).Requests.Where(static request => request.StartedAt is null).Select(static request => request.Path)];

    public LevelState StateOf(string level) => Controller.Configuration.Levels[level].Describe();
}
