using Kube.Controllers.Batches;

namespace Kube.Controllers.Tests.Batches;

public sealed class SlowStartTests
{
    [Fact]
    public async Task Run_AllSucceed_DoublesTheBatches()
    {
        List<int> begun = [];
        var result = await SlowStart.RunAsync(10, call =>
        {
            begun.Add(call);
            return Task.CompletedTask;
        });

        Assert.Equal(new SlowStartResult(10, null), result);
        Assert.Equal(Enumerable.Range(0, 10), begun);
    }

    [Fact]
    public async Task Run_OneFails_EndsAfterItsBatch()
    {
        var begun = 0;
        var result = await SlowStart.RunAsync(100, call =>
        {
            begun++;
            return call == 4 ? Task.FromException(new InvalidOperationException("quota")) : Task.CompletedTask;
        });

        Assert.Equal((7, 6, "quota"), (begun, result.Succeeded, result.Failure!.Message));
    }
}
