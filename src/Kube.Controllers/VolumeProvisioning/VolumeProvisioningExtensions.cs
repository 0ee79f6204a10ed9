using System.Diagnostics.CodeAnalysis;
using Kube.Controllers.Hosting;
using Kube.Controllers.VolumeProvisioning;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers who makes volumes for claims.</summary>
public static class VolumeProvisioningExtensions
{
    /// <summary>Adds a provisioner; storage classes that name it are served by this host. Adding it twice does nothing.</summary>
    /// <typeparam name="TProvisioner">One instance serves the host.</typeparam>
    public static IKubeControllersBuilder AddVolumeProvisioner<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProvisioner>(
        this IKubeControllersBuilder builder)
        where TProvisioner : class, IVolumeProvisioner
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IVolumeProvisioner, TProvisioner>());
        return builder;
    }

    /// <summary>Makes volumes that are directories of this machine, by a storage class of their own: for clusters all of whose nodes are on it. Nothing limits their size.</summary>
    /// <param name="builder">Where.</param>
    /// <param name="configure">Names the directory.</param>
    public static IKubeControllersBuilder AddLocalDirectoryVolumes(this IKubeControllersBuilder builder, Action<LocalDirectoryOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<LocalDirectoryOptions>().Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LocalDirectoryOptions>, LocalDirectoryOptionsValidator>());
        return builder.AddVolumeProvisioner<LocalDirectoryProvisioner>().AddControllerLoop<LocalDirectoryClass>("local-directory-class");
    }
}
