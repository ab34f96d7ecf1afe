package org.hyperslab.zarr;

import com.ctc.wstx.stax.WstxInputFactory;
import com.ctc.wstx.stax.WstxOutputFactory;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.xml.XmlFactory;
import com.fasterxml.jackson.dataformat.xml.XmlMapper;
import com.robothy.netty.initializer.HttpServerInitializer;
import com.robothy.s3.core.service.BucketService;
import com.robothy.s3.core.service.ObjectService;
import com.robothy.s3.core.service.manager.LocalS3Manager;
import com.robothy.s3.core.service.manager.vectors.LocalS3VectorsManager;
import com.robothy.s3.core.service.s3vectors.S3VectorsService;
import com.robothy.s3.rest.handler.LocalS3RouterFactory;
import com.robothy.s3.rest.service.DefaultServiceFactory;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** LocalS3, a server that speaks S3, in memory and on the loopback interface only. */
final class ObjectServer implements AutoCloseable {
  static final String BUCKET = "bucket";

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(3, NioIoHandler.newFactory());
  private final EventExecutorGroup executors = new DefaultEventExecutorGroup(4);
  private final Channel channel;

  ObjectServer() {
    DefaultServiceFactory services = new DefaultServiceFactory();
    LocalS3Manager manager = LocalS3Manager.createInMemoryS3Manager(null, false);
    BucketService buckets = manager.bucketService();
    ObjectService objects = manager.objectService();
    services.register(BucketService.class, () -> buckets);
    services.register(ObjectService.class, () -> objects);
    S3VectorsService vectors = LocalS3VectorsManager.createInMemory().s3VectorsService();
    services.register(S3VectorsService.class, () -> vectors);
    WstxInputFactory input = new WstxInputFactory();
    input.setProperty(WstxInputFactory.IS_NAMESPACE_AWARE, false);
    XmlMapper xml = new XmlMapper(new XmlFactory(input, new WstxOutputFactory()));
    xml.findAndRegisterModules();
    xml.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    services.register(XmlMapper.class, () -> xml);
    ObjectMapper json = new ObjectMapper();
    services.register(ObjectMapper.class, () -> json);
    buckets.createBucket(BUCKET);
    channel =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new HttpServerInitializer(executors, LocalS3RouterFactory.create(services)))
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort());
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    executors.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
