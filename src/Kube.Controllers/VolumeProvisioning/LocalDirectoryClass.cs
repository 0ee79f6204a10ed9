using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Runtime;
using Microsoft.Extensions.Options;

namespace Kube.Controllers.VolumeProvisioning;

/// <summary>Makes the storage class of local directories, unless there is one of its name.</summary>
internal sealed class LocalDirectoryClass(IKubeClient client, IOptions<LocalDirectoryOptions> options) : IControllerLoop
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.For<V1StorageClass>().CreateAsync(
                new()
                {
                    Metadata = new()
                    {
                        Name = options.Value.StorageClass,
                        Annotations = options.Value.IsDefault ? new() { ["storageclass.kubernetes.io/is-default-class"] = "true" } : null,
                    },
                    Provisioner = LocalDirectoryProvisioner.ProvisionerName,
                    ReclaimPolicy = "Delete",
                    VolumeBindingMode = "Immediate",
                },
                WriteOptions.Default,
                cancellationToken);
        }
        catch (AlreadyExistsException)
        {
            // As somebody wants it.
        }

        var ended = new TaskCompletionSource();
        await using (cancellationToken.UnsafeRegister(static source => ((TaskCompletionSource)source!).TrySetResult(), ended)) await ended.Task;
    }
}
