using System.Diagnostics;
using Kube.Api.Authentication;
using Kube.Api.FlowControl;
using Microsoft.Extensions.Options;

namespace Kube.Benchmarks.InProcess;

/// <summary>What flow control adds to a request that finds a seat: its match, its way in and its way out.</summary>
internal static class FlowControlBenchmark
{
    private const int Requests = 2_000_000;

    public static int Run()
    {
        var flows = new FlowController(Options.Create(new FlowControlOptions()), TimeProvider.System);
        flows.Configure(DefaultFlows.Schemas(), DefaultFlows.Levels());
        Console.WriteLine($"{"request of",-34}{"ns",10}{"bytes",10}");
        (string Name, UserInfo User)[] users =
        [
            ("an administrator", new("admin", groups: [UserNames.MastersGroup, UserNames.AuthenticatedGroup])),
            ("a node", new("system:node:a", groups: ["system:nodes", UserNames.AuthenticatedGroup])),
            ("a service account", new("system:serviceaccount:a:b", groups: ["system:serviceaccounts", "system:serviceaccounts:a", UserNames.AuthenticatedGroup])),
            ("a user", new("alice", groups: [UserNames.AuthenticatedGroup])),
        ];
        foreach (var (name, user) in users)
        {
            Serve(flows, user, Requests / 10);
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            Serve(flows, user, Requests);
            var elapsed = Stopwatch.GetElapsedTime(started);
            Console.WriteLine($"{name,-34}{elapsed.TotalNanoseconds / Requests,10:F0}{(GC.GetAllocatedBytesForCurrentThread() - bytes) / Requests,10}");
        }

        return 0;
    }

    private static void Serve(FlowController flows, UserInfo user, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var match = flows.Match(new FlowDigest { User = user, Verb = "get", Resource = "pods", Namespace = "default" });
            var entry = flows.Enter(match, user, "GET", "/api/v1/namespaces/default/pods/a", WorkEstimate.One);
            if (entry.HasToWait) throw new InvalidOperationException("a request waited, although nobody else asks");
            entry.Ticket.Release();
        }
    }
}
