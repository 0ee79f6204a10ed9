using Kube.Benchmarks.Api;
using Kube.Benchmarks.Cluster;
using Kube.Benchmarks.Controllers;
using Kube.Benchmarks.CustomResources;
using Kube.Benchmarks.InProcess;
using Kube.Benchmarks.Network;
using Kube.Benchmarks.Node;
using Kube.Benchmarks.Peers;
using Kube.Benchmarks.SchedulerPerf;
using Kube.Benchmarks.Store;
using Kube.Benchmarks.Testing;
using Kube.Node.Runtime.Process.Shim;
using Kube.Samples.Cluster.Images;

if (NodeShim.TryRun(args, out var exitCode) || ClusterImages.TryRun(args, out exitCode))
    return exitCode;

// One program, a verb per subject: dotnet run -c Release --project tests/Kube.Benchmarks -- api [--seconds N] [--rows create,get,…]
return args switch
{
    ["api", .. var rest] => await ApiBenchmark.RunAsync(rest),
    ["crd", .. var rest] => await CrdBenchmark.RunAsync(rest),
    ["cluster", .. var rest] => await ClusterBenchmark.RunAsync(rest),
    ["store", .. var rest] => await StoreBenchmark.RunAsync(rest),
    ["scheduler-perf", .. var rest] => await SchedulerPerfBenchmark.RunAsync(rest),
    ["controllers", .. var rest] => await ControllersBenchmark.RunAsync(rest),
    ["in-process", .. var rest] => await InProcessBenchmark.RunAsync(rest),
    ["flow-control"] => FlowControlBenchmark.Run(),
    ["node", .. var rest] => await NodeBenchmark.RunAsync(rest),
    ["dns", .. var rest] => await DnsBenchmark.RunAsync(rest),
    ["proxy", .. var rest] => await ProxyBenchmark.RunAsync(rest),
    ["test-cluster", .. var rest] => await TestClusterBenchmark.RunAsync(rest),
    ["stub-server", .. var rest] => await StubServer.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Kube.Benchmarks api [--seconds N] [--rows create,get,patch,list,gzip-list,gzip-fresh,watch,memory] [--no-stub] [--server PATH]\n       Kube.Benchmarks store [--seconds N] [--no-etcd | --recovery]\n       Kube.Benchmarks crd [--definitions N] [--seconds N]\n       Kube.Benchmarks cluster\n       Kube.Benchmarks scheduler-perf --config FILE --workload NAME/CASE | --config DIRECTORY --all | --algorithm\n       Kube.Benchmarks controllers [--deployments N] [--replicas N] [--nodes N] [--requests]\n       Kube.Benchmarks in-process [--pods N]\n       Kube.Benchmarks flow-control\n       Kube.Benchmarks node [--pods N | --container-runtime [--worker PROGRAM]]\n       Kube.Benchmarks dns [--seconds N]\n       Kube.Benchmarks proxy [--seconds N]\n       Kube.Benchmarks test-cluster");
    return 2;
}
