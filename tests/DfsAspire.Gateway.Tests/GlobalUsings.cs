global using DfsAspire.Client.Store;
global using DfsAspire.Cluster.Tests.Harness;
global using DfsAspire.Gateway.Tests.Harness;
global using DfsAspire.Protocol.Names;
global using Xunit;
