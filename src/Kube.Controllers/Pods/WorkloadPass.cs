using Kube.Api.Errors;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.Pods;

/// <summary>What it means for a workload's pass that the server refused one of its writes.</summary>
internal static class WorkloadPass
{
    /// <summary>Runs a pass.</summary>
    /// <param name="pass">The pass; what else it throws goes on.</param>
    /// <param name="afterConflict">How long the event of whoever wrote since the cache was read is waited for.</param>
    public static async ValueTask<ReconcileResult> RunAsync(Func<ValueTask<ReconcileResult>> pass, TimeSpan afterConflict)
    {
        try
        {
            return await pass();
        }
        catch (ConflictException)
        {
            return ReconcileResult.RequeueAfter(afterConflict);
        }
        catch (NotFoundException)
        {
            // It went: that event is on the way too.
            return ReconcileResult.Done;
        }
        catch (ApiException e) when (PodControl.IsNamespaceTerminating(e))
        {
            return ReconcileResult.Done;
        }
    }
}
