using Kube.Api.Models;

namespace Kube.Controllers.Tests.CronJobs;

public sealed class CronJobReconcilerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Schedule_ItsTimeComes_JobIsStarted()
    {
        await using var cluster = await Workloads.StartAsync();
        var cron = await cluster.CreateAsync(Cron("*/5 * * * *"));
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(4), Cancel);
        Assert.Empty(await cluster.ListAsync<V1Job>());
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(61), Cancel);

        var job = Assert.Single(await cluster.ListAsync<V1Job>());
        Assert.Equal($"tick-{new DateTimeOffset(2030, 1, 1, 0, 5, 0, TimeSpan.Zero).ToUnixTimeSeconds() / 60}", job.Metadata.Name);
        Assert.Equal(("CronJob", cron.Metadata.Uid, "2030-01-01T00:05:00Z"), (job.Metadata.OwnerReferences![0].Kind, job.Metadata.OwnerReferences[0].Uid, job.Metadata.Annotations!["batch.kubernetes.io/cronjob-scheduled-timestamp"]));
        var status = (await cluster.GetAsync<V1CronJob>("tick")).Status!;
        Assert.Equal((job.Metadata.Name, new DateTime(2030, 1, 1, 0, 5, 0, DateTimeKind.Utc)), (Assert.Single(status.Active!).Name, status.LastScheduleTime));
        Assert.Equal([$"Created job {job.Metadata.Name}"], (await cluster.EventsAsync("SuccessfulCreate")).Where(static text => text.StartsWith("Created job", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Job_Ends_IsNotActiveAnyMoreAndOnlySomeAreKept()
    {
        await using var cluster = await Workloads.StartAsync();
        var cron = Cron("* * * * *");
        cron.Spec.SuccessfulJobsHistoryLimit = 2;
        await cluster.CreateAsync(cron);
        // A run begins a moment after its time.
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        for (var i = 0; i < 4; i++)
        {
            await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);
            foreach (var pod in (await cluster.ListAsync<V1Pod>()).Where(static pod => pod.Status.Phase == "Pending")) await cluster.SetStatusAsync(pod.Metadata.Name!, static status => status.Phase = "Succeeded");
            await cluster.WhenIdleAsync(Cancel);
        }

        await cluster.AdvanceAsync(TimeSpan.FromSeconds(5), Cancel);
        var jobs = (await cluster.ListAsync<V1Job>()).Where(static job => job.Metadata.DeletionTimestamp is null).ToList();
        Assert.Equal(2, jobs.Count);
        var status = (await cluster.GetAsync<V1CronJob>("tick")).Status!;
        Assert.Empty(status.Active ?? []);
        Assert.Equal(jobs.Max(static job => job.Status.CompletionTime), status.LastSuccessfulTime);
        Assert.Contains($"Saw completed job: {jobs[0].Metadata.Name}, condition: Complete", await cluster.EventsAsync("SawCompletedJob"));
    }

    [Theory]
    [InlineData("Allow", 3, null)]
    [InlineData("Forbid", 1, "JobAlreadyActive")]
    [InlineData("Replace", 1, "SuccessfulDelete")]
    public async Task Runs_TakeLongerThanTheirInterval_PolicyDecides(string policy, int jobs, string? reason)
    {
        await using var cluster = await Workloads.StartAsync();
        var cron = Cron("* * * * *");
        cron.Spec.ConcurrencyPolicy = policy;
        await cluster.CreateAsync(cron);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(185), Cancel);

        Assert.Equal(jobs, (await cluster.ListAsync<V1Job>()).Count(static job => job.Metadata.DeletionTimestamp is null));
        Assert.Equal(jobs, (await cluster.GetAsync<V1CronJob>("tick")).Status!.Active!.Count);
        if (reason is not null) Assert.NotEmpty(await cluster.EventsAsync(reason));
    }

    [Fact]
    public async Task Schedule_WasSuspended_OnlyTheLatestMissedRunIsMadeUpFor()
    {
        await using var cluster = await Workloads.StartAsync();
        var cron = Cron("*/10 * * * *");
        cron.Spec.Suspend = true;
        await cluster.CreateAsync(cron);
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(35), Cancel);
        Assert.Empty(await cluster.ListAsync<V1Job>());
        await cluster.ChangeAsync<V1CronJob>("tick", static cron => cron.Spec.Suspend = false);

        Assert.Equal("2030-01-01T00:30:00Z", Assert.Single(await cluster.ListAsync<V1Job>()).Metadata.Annotations!["batch.kubernetes.io/cronjob-scheduled-timestamp"]);
    }

    [Fact]
    public async Task Schedule_MissedItsDeadline_WaitsForTheNextRun()
    {
        await using var cluster = await Workloads.StartAsync();
        var cron = Cron("*/10 * * * *");
        cron.Spec.Suspend = true;
        cron.Spec.StartingDeadlineSeconds = 60;
        await cluster.CreateAsync(cron);
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(15), Cancel);
        await cluster.ChangeAsync<V1CronJob>("tick", static cron => cron.Spec.Suspend = false);
        Assert.Empty(await cluster.ListAsync<V1Job>());
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(6), Cancel);

        Assert.Single(await cluster.ListAsync<V1Job>());
    }

    [Fact]
    public async Task Schedule_HasATimeZone_ItsHoursCount()
    {
        await using var cluster = await Workloads.StartAsync();
        var cron = Cron("0 9 * * *");
        cron.Spec.TimeZone = "Asia/Tokyo";
        await cluster.CreateAsync(cron);
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.Empty(await cluster.ListAsync<V1Job>());
        await cluster.SkipAsync(TimeSpan.FromHours(23), Cancel);
        Assert.Empty(await cluster.ListAsync<V1Job>());
        await cluster.AdvanceAsync(TimeSpan.FromHours(1), Cancel);

        Assert.Equal("2030-01-02T09:00:00+09:00", Assert.Single(await cluster.ListAsync<V1Job>()).Metadata.Annotations!["batch.kubernetes.io/cronjob-scheduled-timestamp"]);
    }

    private static V1CronJob Cron(string schedule) => new()
    {
        Metadata = new() { Name = "tick", Namespace = "default" },
        Spec = new()
        {
            Schedule = schedule,
            JobTemplate = new()
            {
                Spec = new() { Template = new() { Spec = new() { RestartPolicy = "Never", Containers = [new() { Name = "c", Image = "hello" }] } } },
            },
        },
    };
}
