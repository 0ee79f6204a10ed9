using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Controllers.Jobs;
using Kube.Testing.Cluster;

namespace Kube.Controllers.Tests.Jobs;

public sealed class JobReconcilerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_ItsPodsSucceed_IsComplete()
    {
        await using var cluster = await StartAsync(spec => (spec.Completions, spec.Parallelism) = (3, 2));

        var pods = await cluster.ListAsync<V1Pod>();
        Assert.Equal(2, pods.Count);
        Assert.All(pods, pod => Assert.Contains(JobNames.Tracking, pod.Metadata.Finalizers!));
        await cluster.RunPodsAsync();
        var status = await StatusAsync(cluster);
        Assert.Equal((2, 2, 0, 0), (status.Active, status.Ready, status.Succeeded ?? 0, status.Failed ?? 0));
        Assert.NotNull(status.StartTime);

        await EndAsync(cluster, "Succeeded");
        Assert.Equal((1, 2), ((await StatusAsync(cluster)).Active, (await StatusAsync(cluster)).Succeeded));
        await EndAsync(cluster, "Succeeded");
        status = await StatusAsync(cluster);
        Assert.Equal((0, 3), (status.Active ?? 0, status.Succeeded));
        Assert.Equal([("SuccessCriteriaMet", "CompletionsReached"), ("Complete", "CompletionsReached")], Conditions(status));
        Assert.NotNull(status.CompletionTime);
        Assert.All(await cluster.ListAsync<V1Pod>(), pod => Assert.Empty(pod.Metadata.Finalizers ?? []));
        Assert.Equal(["Job completed"], await cluster.EventsAsync("Completed"));
    }

    [Fact]
    public async Task Pods_FailAgainAndAgain_JobWaitsLongerAndGivesUp()
    {
        await using var cluster = await StartAsync(spec => spec.BackoffLimit = 2);

        await EndAsync(cluster, "Failed");
        Assert.Empty(await LivingAsync(cluster));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(9), Cancel);
        Assert.Empty(await LivingAsync(cluster));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(2), Cancel);
        Assert.Single(await LivingAsync(cluster));

        await EndAsync(cluster, "Failed");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(18), Cancel);
        Assert.Empty(await LivingAsync(cluster));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(3), Cancel);
        await EndAsync(cluster, "Failed");

        var status = await StatusAsync(cluster);
        Assert.Equal([("FailureTarget", "BackoffLimitExceeded"), ("Failed", "BackoffLimitExceeded")], Conditions(status));
        Assert.Equal((3, 0), (status.Failed, status.Active ?? 0));
        Assert.Equal("Job has reached the specified backoff limit", status.Conditions![1].Message);
        Assert.Equal(["Job has reached the specified backoff limit"], await cluster.EventsAsync("BackoffLimitExceeded"));
        Assert.Equal(3, (await cluster.ListAsync<V1Pod>()).Count);
    }

    [Fact]
    public async Task Job_RunsOutOfTime_FailsAndItsPodsAreDeleted()
    {
        await using var cluster = await StartAsync(spec => spec.ActiveDeadlineSeconds = 30);
        await cluster.RunPodsAsync();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(31), Cancel);

        Assert.Equal([("FailureTarget", "DeadlineExceeded")], Conditions(await StatusAsync(cluster)));
        Assert.NotNull(Assert.Single(await cluster.ListAsync<V1Pod>()).Metadata.DeletionTimestamp);
        await cluster.EndPodsAsync();
        Assert.Equal([("FailureTarget", "DeadlineExceeded"), ("Failed", "DeadlineExceeded")], Conditions(await StatusAsync(cluster)));
    }

    [Fact]
    public async Task Indexed_EachIndexRunsOnceUntilItSucceeds()
    {
        await using var cluster = await StartAsync(spec => (spec.CompletionMode, spec.Completions, spec.Parallelism) = ("Indexed", 3, 3));

        var pods = await cluster.ListAsync<V1Pod>();
        Assert.Equal(["0", "1", "2"], pods.Select(pod => pod.Metadata.Annotations![JobNames.CompletionIndex]).Order());
        Assert.Equal(["work-0", "work-1", "work-2"], pods.Select(pod => pod.Spec.Hostname).Order());
        Assert.All(pods, pod => Assert.Contains(pod.Spec.Containers[0].Env!, variable => variable.Name == "JOB_COMPLETION_INDEX"));
        await EndAsync(cluster, "Succeeded", pod => pod.Metadata.Annotations![JobNames.CompletionIndex] != "1");
        Assert.Equal(("0,2", 2), ((await StatusAsync(cluster)).CompletedIndexes, (await StatusAsync(cluster)).Succeeded));
        await EndAsync(cluster, "Failed");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(11), Cancel);
        Assert.Equal("1", Assert.Single(await LivingAsync(cluster)).Metadata.Annotations![JobNames.CompletionIndex]);
        await EndAsync(cluster, "Succeeded");

        var status = await StatusAsync(cluster);
        Assert.Equal(("0-2", 3, 1), (status.CompletedIndexes, status.Succeeded, status.Failed));
        Assert.Contains(("Complete", "CompletionsReached"), Conditions(status));
    }

    [Fact]
    public async Task Indexed_LimitPerIndex_OneIndexIsGivenUpAndTheOthersGoOn()
    {
        await using var cluster = await StartAsync(spec =>
        {
            (spec.CompletionMode, spec.Completions, spec.Parallelism) = ("Indexed", 2, 2);
            (spec.BackoffLimitPerIndex, spec.BackoffLimit) = (1, null);
            spec.Template.Spec.RestartPolicy = "Never";
        });

        await EndAsync(cluster, "Failed", pod => pod.Metadata.Annotations![JobNames.CompletionIndex] == "0");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(11), Cancel);
        var retry = Assert.Single(await LivingAsync(cluster), pod => pod.Metadata.Annotations![JobNames.CompletionIndex] == "0");
        Assert.Equal("1", retry.Metadata.Annotations![JobNames.IndexFailureCount]);
        await EndAsync(cluster, "Failed", pod => pod.Metadata.Annotations![JobNames.CompletionIndex] == "0");
        Assert.Equal("0", (await StatusAsync(cluster)).FailedIndexes);
        await EndAsync(cluster, "Succeeded");

        var status = await StatusAsync(cluster);
        Assert.Equal(("1", "0", 2), (status.CompletedIndexes, status.FailedIndexes, status.Failed));
        Assert.Equal([("FailureTarget", "FailedIndexes"), ("Failed", "FailedIndexes")], Conditions(status));
    }

    [Fact]
    public async Task SuccessPolicy_IsMet_TheRestIsStopped()
    {
        await using var cluster = await StartAsync(spec =>
        {
            (spec.CompletionMode, spec.Completions, spec.Parallelism) = ("Indexed", 3, 3);
            spec.SuccessPolicy = new() { Rules = [new() { SucceededIndexes = "0" }] };
        });
        await cluster.RunPodsAsync();
        await EndAsync(cluster, "Succeeded", pod => pod.Metadata.Annotations![JobNames.CompletionIndex] == "0");
        await cluster.EndPodsAsync();

        var status = await StatusAsync(cluster);
        Assert.Equal([("SuccessCriteriaMet", "SuccessPolicy"), ("Complete", "SuccessPolicy")], Conditions(status));
        Assert.Equal(("Matched rules at index 0", 1), (status.Conditions![0].Message, status.Succeeded));
    }

    [Fact]
    public async Task FailurePolicy_ExitCodeFailsTheJob_AtOnce()
    {
        await using var cluster = await StartAsync(spec =>
        {
            spec.Template.Spec.RestartPolicy = "Never";
            spec.PodFailurePolicy = new() { Rules = [new() { Action = "FailJob", OnExitCodes = new() { Operator = "In", Values = [42] } }] };
        });
        var pod = Assert.Single(await cluster.ListAsync<V1Pod>());
        await EndAsync(cluster, "Failed", exitCode: 42);

        var status = await StatusAsync(cluster);
        Assert.Equal([("FailureTarget", "PodFailurePolicy"), ("Failed", "PodFailurePolicy")], Conditions(status));
        Assert.Equal($"Container c for pod default/{pod.Metadata.Name} failed with exit code 42 matching FailJob rule at index 0", status.Conditions![0].Message);
    }

    [Fact]
    public async Task FailurePolicy_Ignores_DoesNotCount()
    {
        await using var cluster = await StartAsync(spec =>
        {
            spec.BackoffLimit = 0;
            spec.Template.Spec.RestartPolicy = "Never";
            spec.PodFailurePolicy = new() { Rules = [new() { Action = "Ignore", OnExitCodes = new() { Operator = "In", Values = [7] } }] };
        });
        await EndAsync(cluster, "Failed", exitCode: 7);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(11), Cancel);

        Assert.Single(await LivingAsync(cluster));
        Assert.Equal(0, (await StatusAsync(cluster)).Failed ?? 0);
    }

    [Fact]
    public async Task Suspend_StopsItsPods_ResumeStartsAnew()
    {
        await using var cluster = await StartAsync(spec => (spec.Parallelism, spec.Completions) = (2, 2));
        await cluster.RunPodsAsync();
        var started = (await StatusAsync(cluster)).StartTime;
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(5), Cancel);
        await cluster.ChangeAsync<V1Job>("work", job => job.Spec.Suspend = true);
        await cluster.EndPodsAsync();

        Assert.Empty(await cluster.ListAsync<V1Pod>());
        var status = await StatusAsync(cluster);
        Assert.Equal(("Suspended", "True", "JobSuspended"), (status.Conditions![0].Type, status.Conditions[0].Status, status.Conditions[0].Reason));
        Assert.Equal((0, 0), (status.Active ?? 0, status.Failed ?? 0));
        await cluster.ChangeAsync<V1Job>("work", job => job.Spec.Suspend = false);
        Assert.Equal(2, (await cluster.ListAsync<V1Pod>()).Count);
        status = await StatusAsync(cluster);
        Assert.Equal(("False", "JobResumed"), (status.Conditions![0].Status, status.Conditions[0].Reason));
        Assert.True(status.StartTime > started);
        Assert.Equal(["Job suspended"], await cluster.EventsAsync("Suspended"));
        Assert.Equal(["Job resumed"], await cluster.EventsAsync("Resumed"));
    }

    [Fact]
    public async Task Pod_IsDeleted_CountsAsFailedAndIsReplaced()
    {
        await using var cluster = await StartAsync(_ => { });
        await cluster.RunPodsAsync();
        var pod = Assert.Single(await cluster.ListAsync<V1Pod>());
        await cluster.Client.For<V1Pod>().DeleteAsync(new("default", pod.Metadata.Name!), new(), Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(11), Cancel);

        Assert.Equal((1, 1, 1), ((await StatusAsync(cluster)).Failed, (await StatusAsync(cluster)).Terminating, (await StatusAsync(cluster)).Active));
    }

    [Fact]
    public async Task Job_IsDeleted_ItsPodsAreReleased()
    {
        await using var cluster = await StartAsync(_ => { });
        await cluster.Client.For<V1Job>().DeleteAsync(new("default", "work"), new() { PropagationPolicy = "Background" }, Cancel);
        await cluster.WhenIdleAsync(Cancel);

        Assert.All(await cluster.ListAsync<V1Pod>(), pod => Assert.Empty(pod.Metadata.Finalizers ?? []));
    }

    [Fact]
    public async Task Parallelism_IsLowered_SurplusIsNoFailure()
    {
        await using var cluster = await StartAsync(spec => (spec.Parallelism, spec.Completions) = (4, 8));
        await cluster.ChangeAsync<V1Job>("work", job => job.Spec.Parallelism = 1);

        Assert.Single(await LivingAsync(cluster));
        Assert.Equal((1, 0), ((await StatusAsync(cluster)).Active, (await StatusAsync(cluster)).Failed ?? 0));
    }

    private static async Task<TestCluster> StartAsync(Action<V1JobSpec> configure)
    {
        var cluster = await Workloads.StartAsync();
        var job = new V1Job { Metadata = new() { Name = "work", Namespace = "default" }, Spec = new() { Template = Workloads.Template("work") } };
        job.Spec.Template.Spec.RestartPolicy = "Never";
        configure(job.Spec);
        await cluster.CreateAsync(job);
        return cluster;
    }

    private static async Task<V1JobStatus> StatusAsync(TestCluster cluster) => (await cluster.GetAsync<V1Job>("work")).Status;

    private static (string, string?)[] Conditions(V1JobStatus status) => [.. (status.Conditions ?? []).Select(condition => (condition.Type, condition.Reason))];

    private static async Task<List<V1Pod>> LivingAsync(TestCluster cluster) =>
        (await cluster.ListAsync<V1Pod>()).FindAll(pod => pod.Status.Phase is not ("Succeeded" or "Failed") && pod.Metadata.DeletionTimestamp is null);

    private static async Task EndAsync(TestCluster cluster, string phase, Func<V1Pod, bool>? which = null, int exitCode = 1)
    {
        foreach (var pod in (await LivingAsync(cluster)).Where(which ?? (_ => true)))
            await cluster.SetStatusAsync(pod.Metadata.Name!, status =>
            {
                status.Phase = phase;
                status.ContainerStatuses =
                [
                    new()
                    {
                        Name = "c", Image = "hello", ImageID = "",
                        State = new() { Terminated = new() { ExitCode = phase == "Failed" ? exitCode : 0, FinishedAt = cluster.Time.GetUtcNow().UtcDateTime } },
                    },
                ];
            });
    }
}
