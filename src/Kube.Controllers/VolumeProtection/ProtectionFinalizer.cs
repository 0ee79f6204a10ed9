using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Controllers.VolumeProtection;

/// <summary>The finalizer that holds objects of one resource for as long as they are used.</summary>
internal sealed class ProtectionFinalizer<T>(IKubeClient client, string name)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Whether there is something to do for an object: it goes and is held, or lives and is not.</summary>
    public static bool Matters(T obj, string name) => obj.Metadata.DeletionTimestamp is not null == (obj.Metadata.Finalizers?.Contains(name) == true);

    /// <summary>Lets an object go, or holds one that lives.</summary>
    /// <param name="copy">A copy of an object that matters; it is changed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask ApplyAsync(T copy, CancellationToken cancellationToken)
    {
        if (copy.Metadata.DeletionTimestamp is null) (copy.Metadata.Finalizers ??= []).Add(name);
        else copy.Metadata.Finalizers!.Remove(name);
        try
        {
            await client.For<T>().UpdateAsync(copy, WriteOptions.Default, cancellationToken);
        }
        catch (NotFoundException)
        {
            // Gone already.
        }
    }
}
