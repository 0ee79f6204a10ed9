using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Requests;

namespace Kube.Benchmarks.SchedulerPerf;

/// <summary>Creates objects in the background, and in the mode <c>recreate</c> deletes them again.</summary>
internal sealed class PerfChurn(IKubeClient client, PerfCase test, PerfOperation operation)
{
    private const string Namespace = "churn";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var interval = TimeSpan.FromMilliseconds(operation.Number("intervalMilliseconds", 500));
        var templates = operation.Templates.Select(path => new PerfTemplate(test.Template(path))).ToArray();
        var recreates = operation.Text("mode") == "recreate";
        try
        {
            await client.For<Kube.Api.Models.V1Namespace>().CreateAsync(new() { Metadata = new() { Name = Namespace } }, WriteOptions.Default, cancellationToken);
            while (true)
            {
                foreach (var template in templates)
                {
                    await Task.Delay(interval, cancellationToken);
                    var resource = client.For(template.Resource);
                    var created = await resource.CreateAsync(template.Make(Namespace), WriteOptions.Default, cancellationToken);
                    if (!recreates) continue;
                    await Task.Delay(interval, cancellationToken);
                    await DeleteAsync(resource, new(created.Namespace, created.Name), cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The workload is over.
        }
    }

    private static async Task DeleteAsync(IResourceClient<DynamicObject> resource, ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            await resource.DeleteAsync(key, new() { GracePeriodSeconds = 0 }, cancellationToken);
        }
        catch (NotFoundException)
        {
            // Preempted or collected meanwhile.
        }
    }
}
